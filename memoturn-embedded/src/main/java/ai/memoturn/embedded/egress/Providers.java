package ai.memoturn.embedded.egress;

import ai.memoturn.embedded.provider.Answerer;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.provider.Extractor;
import org.jspecify.annotations.Nullable;

/**
 * The models that a node has.
 *
 * @param embedder turns text into vectors
 * @param extractor distils turns
 * @param answerer answers questions
 */
public record Providers(@Nullable Embedder embedder, @Nullable Extractor extractor, @Nullable Answerer answerer) {

	/** A node without any. */
	public static final Providers NONE = new Providers(null, null, null);

}
