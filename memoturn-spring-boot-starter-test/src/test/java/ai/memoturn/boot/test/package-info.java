/**
 * Tests for the support of tests.
 */
@NullMarked
package ai.memoturn.boot.test;

import org.jspecify.annotations.NullMarked;
