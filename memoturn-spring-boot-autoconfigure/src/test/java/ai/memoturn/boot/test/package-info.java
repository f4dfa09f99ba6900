/**
 * What the tests of several packages share.
 */
@NullMarked
package ai.memoturn.boot.test;

import org.jspecify.annotations.NullMarked;
