@NullMarked
package ai.memoturn.client.branch;

import org.jspecify.annotations.NullMarked;
