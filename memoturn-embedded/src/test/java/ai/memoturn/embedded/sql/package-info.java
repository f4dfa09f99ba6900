/**
 * Tests of the statements that users write.
 */
@NullMarked
package ai.memoturn.embedded.sql;

import org.jspecify.annotations.NullMarked;
