package ai.memoturn.embedded.egress;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.audit.AuditEvent;
import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.policy.PolicyField;
import ai.memoturn.embedded.policy.PolicySource;
import ai.memoturn.embedded.provider.Answer;
import ai.memoturn.embedded.provider.Answerer;
import ai.memoturn.embedded.provider.ExtractedMemory;
import ai.memoturn.embedded.provider.Extractor;
import ai.memoturn.embedded.provider.ProviderException;
import ai.memoturn.embedded.provider.RecalledMemory;
import ai.memoturn.embedded.provider.TranscriptTurn;
import org.jspecify.annotations.Nullable;

/**
 * Extraction and answers, with what has to be asked before a model is. Blocks; safe for
 * use by many threads.
 */
public final class ModelCalls {

	private final @Nullable ProviderCalls<Extractor> extractor;

	private final @Nullable ProviderCalls<Answerer> answerer;

	private final PolicySource policies;

	private final AuditTrail audit;

	ModelCalls(@Nullable ProviderCalls<Extractor> extractor, @Nullable ProviderCalls<Answerer> answerer,
			PolicySource policies, AuditTrail audit) {
		this.extractor = extractor;
		this.answerer = answerer;
		this.policies = policies;
		this.audit = audit;
	}

	/**
	 * Distil turns.
	 * @param namespace the namespace
	 * @param profile the profile, which need not exist
	 * @param caller who asks for it
	 * @param turns the turns, oldest first
	 * @return the memories worth keeping, none if there are none
	 * @throws Fault in this order: {@code forbidden} if a policy denies it,
	 * {@code unavailable} if none can be read, {@code unconfigured} without an extractor,
	 * {@code invalid_request} if there are no turns, {@code overloaded} if too many calls
	 * are under way
	 * @throws ProviderException if the provider fails
	 */
	public List<ExtractedMemory> extract(String namespace, String profile, Caller caller, List<TranscriptTurn> turns) {
		AuditEvent event = AuditEvent.of("ai.extract", namespace, profile, caller);
		ProviderCalls<Extractor> calls = this.extractor;
		requireAllowed(event, PolicyField.EGRESS_EXTRACT);
		if (calls == null) {
			throw new Fault(FaultCode.UNCONFIGURED, "this node has no provider that extracts memories");
		}
		if (turns.isEmpty()) {
			throw new Fault(FaultCode.INVALID_REQUEST, "turns must not be empty");
		}
		JsonWriter sent = new JsonWriter(1024).beginArray();
		turns.forEach((turn) -> sent.beginObject()
			.name("role")
			.value(turn.role())
			.name("content")
			.raw(turn.content())
			.endObject());
		return recorded(event, calls, turns.size(), sent.endArray(),
				() -> List.copyOf(calls.provider().extract(List.copyOf(turns))), (memories) -> (long) memories.size());
	}

	/**
	 * Return whether {@link #ask} has somebody to ask.
	 * @return whether the node has an answerer
	 */
	public boolean canAnswer() {
		return this.answerer != null;
	}

	/**
	 * Check what comes before the memories are looked at.
	 * @param namespace the namespace
	 * @param profile the profile, which need not exist
	 * @param caller who asks
	 * @throws Fault {@code forbidden} if a policy denies it, {@code unavailable} if none
	 * can be read
	 */
	public void requireAskAllowed(String namespace, String profile, Caller caller) {
		requireAllowed(AuditEvent.of("ai.ask", namespace, profile, caller), PolicyField.EGRESS_ASK);
	}

	/**
	 * Answer a question.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param caller who asks
	 * @param question the question
	 * @param memories what was recalled, at least one
	 * @return the answer
	 * @throws Fault {@code unconfigured} without an answerer, {@code overloaded} if too
	 * many calls are under way
	 * @throws ProviderException if the provider fails
	 */
	public Answer ask(String namespace, String profile, Caller caller, String question, List<RecalledMemory> memories) {
		ProviderCalls<Answerer> calls = this.answerer;
		if (calls == null) {
			throw new Fault(FaultCode.UNCONFIGURED, "this node has no provider that answers questions");
		}
		JsonWriter sent = new JsonWriter(1024).beginArray();
		memories.forEach((memory) -> sent.raw(memory.toJson()));
		return recorded(AuditEvent.of("ai.ask", namespace, profile, caller), calls, memories.size(), sent.endArray(),
				() -> Objects.requireNonNull(calls.provider().answer(question, List.copyOf(memories))), null);
	}

	private void requireAllowed(AuditEvent event, PolicyField field) {
		String profile = String.valueOf(event.profile());
		if (!this.policies.effective(event.namespace(), profile).allows(field, false)) {
			this.audit.record(AuditGate.PROFILE, event.denied());
			throw new Fault(FaultCode.FORBIDDEN, "the policy ai_egress." + field.effectiveName() + " denies it");
		}
	}

	private <T> T recorded(AuditEvent event, ProviderCalls<?> calls, int items, JsonWriter sent, Supplier<T> call,
			@Nullable ToLongFunction<T> count) {
		long bytes = sent.toString().getBytes(StandardCharsets.UTF_8).length;
		long since = System.nanoTime();
		try {
			T result = calls.call(call);
			Long output = (count != null) ? Long.valueOf(count.applyAsLong(result)) : null;
			this.audit.record(AuditGate.PROFILE, event.sending(calls.sent(items, bytes, output, since)));
			return result;
		}
		catch (ProviderException ex) {
			this.audit.record(AuditGate.PROFILE,
					event.sending(calls.sent(items, bytes, null, since)).failed(ProviderCalls.reason(ex)));
			throw ex;
		}
	}

}
