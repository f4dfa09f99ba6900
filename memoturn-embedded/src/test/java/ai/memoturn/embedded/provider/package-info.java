/**
 * Tests for the package of the same name.
 */
@NullMarked
package ai.memoturn.embedded.provider;

import org.jspecify.annotations.NullMarked;
