/**
 * The branch service: fork, list and delete branches, name states and go back to them.
 * Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.branch;

import org.jspecify.annotations.NullMarked;
