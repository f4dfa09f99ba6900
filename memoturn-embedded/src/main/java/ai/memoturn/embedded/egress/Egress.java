package ai.memoturn.embedded.egress;

import java.time.Duration;

import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.policy.PolicySource;
import ai.memoturn.embedded.provider.Answerer;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.provider.Extractor;
import ai.memoturn.embedded.provider.Provider;
import org.jspecify.annotations.Nullable;

/**
 * All that a node sends to models.
 */
public final class Egress implements AutoCloseable {

	private final @Nullable ProviderCalls<Embedder> embedder;

	private final @Nullable ProviderCalls<Extractor> extractor;

	private final @Nullable ProviderCalls<Answerer> answerer;

	private final AutoEmbedding embedding;

	private final ModelCalls models;

	/**
	 * Create what a node sends to its models.
	 * @param providers the models
	 * @param policies tell what may be sent
	 * @param audit records what is sent
	 * @param requestTimeout what a request may take: an embedding is waited for a quarter
	 * of it, so that a request without one still gets done; an extraction or an answer
	 * two thirds, so that an embedding fits in and a failure is answered
	 */
	public Egress(Providers providers, PolicySource policies, AuditTrail audit, Duration requestTimeout) {
		Duration completionLimit = requestTimeout.multipliedBy(2).dividedBy(3);
		this.embedder = calls(providers.embedder(), "embeddings", requestTimeout.dividedBy(4));
		this.extractor = calls(providers.extractor(), "extraction", completionLimit);
		this.answerer = calls(providers.answerer(), "answers", completionLimit);
		this.embedding = new AutoEmbedding(this.embedder, policies, audit);
		this.models = new ModelCalls(this.extractor, this.answerer, policies, audit);
	}

	private static <P extends Provider> @Nullable ProviderCalls<P> calls(@Nullable P provider, String purpose,
			Duration limit) {
		return (provider != null) ? new ProviderCalls<>(provider, purpose, limit) : null;
	}

	/**
	 * Return what embeds.
	 * @return the embedding of what came without one
	 */
	public AutoEmbedding embedding() {
		return this.embedding;
	}

	/**
	 * Return what distils and answers.
	 * @return extraction and answers
	 */
	public ModelCalls models() {
		return this.models;
	}

	/** Interrupt the calls that are under way. */
	@Override
	public void close() {
		close(this.embedder);
		close(this.extractor);
		close(this.answerer);
	}

	private static void close(@Nullable ProviderCalls<?> calls) {
		if (calls != null) {
			calls.close();
		}
	}

}
