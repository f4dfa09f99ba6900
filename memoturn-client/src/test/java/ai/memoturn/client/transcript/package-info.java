@NullMarked
package ai.memoturn.client.transcript;

import org.jspecify.annotations.NullMarked;
