/**
 * Memory profiles and the values that go in and out of them.
 */
@NullMarked
package ai.memoturn.client.memory;

import org.jspecify.annotations.NullMarked;
