/**
 * Tests of the key-value service.
 */
@NullMarked
package ai.memoturn.embedded.kv;

import org.jspecify.annotations.NullMarked;
