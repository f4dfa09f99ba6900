/**
 * Assertions on memories.
 */
@NullMarked
package ai.memoturn.boot.test.assertj;

import org.jspecify.annotations.NullMarked;
