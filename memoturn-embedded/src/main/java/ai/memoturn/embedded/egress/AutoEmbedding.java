package ai.memoturn.embedded.egress;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.audit.AuditEvent;
import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.policy.PolicyField;
import ai.memoturn.embedded.policy.PolicySource;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.provider.ProviderException;
import ai.memoturn.embedded.vector.EmbeddingRule;
import org.jspecify.annotations.Nullable;

/**
 * Embeds what came without an embedding, as far as the node can and may. Whatever goes
 * wrong, the request goes on without. Safe for use by many threads.
 */
public final class AutoEmbedding {

	/** For a node without an embedder. */
	public static final AutoEmbedding NONE = new AutoEmbedding(null, PolicySource.NONE, null);

	private final @Nullable ProviderCalls<Embedder> calls;

	private final PolicySource policies;

	private final @Nullable AuditTrail audit;

	AutoEmbedding(@Nullable ProviderCalls<Embedder> calls, PolicySource policies, @Nullable AuditTrail audit) {
		this.calls = calls;
		this.policies = policies;
		this.audit = audit;
	}

	/**
	 * Return whether the node has an embedder.
	 * @return whether {@link #embed} may wait for one
	 */
	public boolean isOn() {
		return this.calls != null;
	}

	/**
	 * Embed texts of a profile. Waits for the provider, so neither a transaction nor a
	 * lock may be held.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param texts the texts
	 * @param purpose what the vectors are for
	 * @return a usable vector for each text, or {@code null}
	 */
	public @Nullable List<float[]> embed(String namespace, String profile, List<String> texts,
			Embedder.Purpose purpose) {
		if (this.calls == null || texts.isEmpty()) {
			return null;
		}
		ProviderCalls<Embedder> calls = this.calls;
		AuditEvent event = AuditEvent.of("ai.embed", namespace, profile, Caller.NOBODY);
		long bytes = texts.stream().mapToLong((text) -> text.getBytes(StandardCharsets.UTF_8).length).sum();
		if (!isAllowed(namespace, profile, calls)) {
			record(event.sending(calls.sent(texts.size(), bytes, null, 0)).denied());
			return null;
		}
		long since = System.nanoTime();
		try {
			List<float[]> vectors = calls
				.call(() -> checked(calls.provider().embed(List.copyOf(texts), purpose), texts.size()));
			record(event.sending(calls.sent(texts.size(), bytes, (long) vectors.size(), since)));
			return vectors;
		}
		catch (ProviderException ex) {
			record(event.sending(calls.sent(texts.size(), bytes, null, since)).failed(ProviderCalls.reason(ex)));
			return null;
		}
		catch (Fault ex) {
			record(event.sending(calls.sent(texts.size(), bytes, null, since)).failed(String.valueOf(ex.getMessage())));
			return null;
		}
	}

	/** A policy that cannot be read may say no. */
	private boolean isAllowed(String namespace, String profile, ProviderCalls<Embedder> calls) {
		try {
			return this.policies.effective(namespace, profile).allows(PolicyField.EGRESS_EMBED, calls.isSelfHosted());
		}
		catch (Fault ex) {
			return false;
		}
	}

	/** All or nothing: a vector that went to the wrong text would never be noticed. */
	private static List<float[]> checked(List<float[]> vectors, int texts) {
		if (vectors.size() != texts) {
			throw new ProviderException("answered with " + vectors.size() + " vectors for " + texts + " texts");
		}
		for (float[] vector : vectors) {
			try {
				EmbeddingRule.check("a vector", vector);
			}
			catch (Fault ex) {
				throw new ProviderException("answered with a vector that cannot be used: " + ex.getMessage(), ex);
			}
		}
		return vectors;
	}

	private void record(AuditEvent event) {
		Objects.requireNonNull(this.audit).record(AuditGate.PROFILE, event);
	}

}
