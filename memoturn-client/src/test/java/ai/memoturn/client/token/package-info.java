@NullMarked
package ai.memoturn.client.token;

import org.jspecify.annotations.NullMarked;
