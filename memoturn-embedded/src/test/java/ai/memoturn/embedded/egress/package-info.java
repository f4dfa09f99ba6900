/**
 * Tests for the package of the same name.
 */
@NullMarked
package ai.memoturn.embedded.egress;

import org.jspecify.annotations.NullMarked;
