/**
 * Tests of erasures.
 */
@NullMarked
package ai.memoturn.embedded.erasure;

import org.jspecify.annotations.NullMarked;
