/**
 * Tests of what is recorded when, and what becomes of it.
 */
@NullMarked
package ai.memoturn.embedded.audit;

import org.jspecify.annotations.NullMarked;
