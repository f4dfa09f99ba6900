/**
 * HTTP: which request reaches which service, how bodies are read and answers written, and
 * every status code. The event loop never waits; services run on a bounded pool.
 */
@NullMarked
package ai.memoturn.embedded.wire;

import org.jspecify.annotations.NullMarked;
