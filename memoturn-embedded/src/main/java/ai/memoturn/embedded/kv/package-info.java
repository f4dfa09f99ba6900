/**
 * The key-value service: bytes by namespace and key, with a time to live. Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.kv;

import org.jspecify.annotations.NullMarked;
