/**
 * Models that a node may ask: for embeddings, for memories out of turns, for answers. The
 * interfaces are there to be implemented by whoever embeds a node; the HTTP providers of
 * the protocol come with it. Knows nothing of profiles and policies.
 */
@NullMarked
package ai.memoturn.embedded.provider;

import org.jspecify.annotations.NullMarked;
