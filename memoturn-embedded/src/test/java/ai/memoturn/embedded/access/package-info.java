/**
 * Tests of credentials and of what they open.
 */
@NullMarked
package ai.memoturn.embedded.access;

import org.jspecify.annotations.NullMarked;
