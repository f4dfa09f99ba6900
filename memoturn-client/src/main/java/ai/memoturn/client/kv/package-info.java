/**
 * Key-value pairs: text or bytes under a key, with an optional time to live.
 */
@NullMarked
package ai.memoturn.client.kv;

import org.jspecify.annotations.NullMarked;
