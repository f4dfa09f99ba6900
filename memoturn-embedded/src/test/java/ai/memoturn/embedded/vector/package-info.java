@NullMarked
package ai.memoturn.embedded.vector;

import org.jspecify.annotations.NullMarked;
