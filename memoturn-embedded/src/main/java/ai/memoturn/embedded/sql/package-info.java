/**
 * Statements that users write: what they may touch, how they run, what they answer. Knows
 * no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.sql;

import org.jspecify.annotations.NullMarked;
