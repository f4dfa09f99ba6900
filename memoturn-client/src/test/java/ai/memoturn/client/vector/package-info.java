@NullMarked
package ai.memoturn.client.vector;

import org.jspecify.annotations.NullMarked;
