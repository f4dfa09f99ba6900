/**
 * Verifiable erasure: what to erase, what became of it, and the proof.
 */
@NullMarked
package ai.memoturn.client.erasure;

import org.jspecify.annotations.NullMarked;
