/**
 * Tests of applications that have memories: an embedded node, and a fresh state of every
 * profile for each test.
 */
@NullMarked
package ai.memoturn.boot.test;

import org.jspecify.annotations.NullMarked;
