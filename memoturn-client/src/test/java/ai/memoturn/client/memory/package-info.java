@NullMarked
package ai.memoturn.client.memory;

import org.jspecify.annotations.NullMarked;
