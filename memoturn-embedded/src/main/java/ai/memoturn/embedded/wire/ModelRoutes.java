package ai.memoturn.embedded.wire;

import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.egress.ModelCalls;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.memory.IngestOutcome;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.memory.NewMemory;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.memory.RecallOutcome;
import ai.memoturn.embedded.memory.RecallQuery;
import ai.memoturn.embedded.memory.StoredMemory;
import ai.memoturn.embedded.memory.WhiteSpace;
import ai.memoturn.embedded.provider.Answer;
import ai.memoturn.embedded.provider.ExtractedMemory;
import ai.memoturn.embedded.provider.RecalledMemory;
import org.jspecify.annotations.Nullable;

/**
 * The routes that need a language model (protocol, memory, 4.5 and 4.6).
 */
final class ModelRoutes {

	private final MemoryService memory;

	private final ModelCalls models;

	private final AuditTrail audit;

	ModelRoutes(MemoryService memory, ModelCalls models, AuditTrail audit) {
		this.memory = memory;
		this.models = models;
		this.audit = audit;
	}

	List<Route> routes() {
		return List.of(
				Route.post(MemoryRoutes.PROFILE + "/ask", Route.Body.STRICT, Route.Limit.QUERY, this::ask).asWaiting(),
				Route.post(MemoryRoutes.PROFILE + "/extract", Route.Body.LENIENT, Route.Limit.DATA, this::extract)
					.asWaiting());
	}

	private Reply ask(Request request) {
		RecallQuery query = request.read(MemoryBodies::ask);
		if (!this.models.canAnswer()) {
			throw new Fault(FaultCode.UNCONFIGURED, "this node has no provider that answers questions");
		}
		String question = String.valueOf(query.query());
		if (WhiteSpace.isAllOf(question)) {
			throw new Fault(FaultCode.INVALID_REQUEST, "question must not be blank");
		}
		ProfileAddress address = MemoryRoutes.address(request);
		this.memory.checkNames(address);
		this.models.requireAskAllowed(address.namespace(), address.profile(), request.caller());
		if (!this.memory.exists(address)) {
			return answer(null, new RecallOutcome(List.of(), 0));
		}
		RecallOutcome outcome = this.memory.recall(address, query, 0);
		this.audit.record(AuditGate.READS,
				MemoryRoutes.event("memory.ask", request, address, outcome.txid()).counting(outcome.hits().size()));
		if (outcome.hits().isEmpty()) {
			return answer(null, outcome);
		}
		List<RecalledMemory> memories = outcome.hits().stream().map((hit) -> recalled(hit.memory())).toList();
		return answer(this.models.ask(address.namespace(), address.profile(), request.caller(), question, memories),
				outcome);
	}

	private static RecalledMemory recalled(StoredMemory memory) {
		return new RecalledMemory(memory.id(), memory.type(), memory.topicKey(), memory.summary(), memory.content(),
				memory.source(), memory.createdAt(), memory.supersededBy() != null);
	}

	private static Reply answer(@Nullable Answer answer, RecallOutcome outcome) {
		JsonWriter json = new JsonWriter(256 + 512 * outcome.hits().size());
		json.beginObject().name("answer").value((answer != null) ? answer.text() : null);
		MemoryRoutes.strings(json.name("sources"), (answer != null) ? answer.sources() : List.of());
		MemoryRoutes.hits(json.name("memories"), outcome);
		json.name("txid").value(outcome.txid()).endObject();
		return Reply.json(200, json).withTxid(outcome.txid());
	}

	private Reply extract(Request request) {
		MemoryBodies.ExtractBody body = request.read(MemoryBodies::extract);
		ProfileAddress address = MemoryRoutes.address(request);
		this.memory.checkNames(address);
		List<ExtractedMemory> extracted = this.models.extract(address.namespace(), address.profile(), request.caller(),
				body.turns());
		List<NewMemory> proposals = new ArrayList<>(extracted.size());
		extracted.forEach((memory) -> proposals.add(proposal(memory, body)));
		if (body.dryRun()) {
			return proposed(proposals);
		}
		if (proposals.isEmpty()) {
			JsonWriter json = new JsonWriter(32);
			return Reply.json(201, json.beginObject().name("results").raw("[]").name("txid").raw("null").endObject());
		}
		IngestOutcome outcome = this.memory.ingestExtracted(address, proposals, request.durable(),
				() -> request.requireWrite(address.databaseName()));
		this.audit.record(AuditGate.PROFILE, MemoryRoutes.event("memory.extract", request, address, outcome.txid())
			.counting(outcome.items().size()));
		return MemoryRoutes.ingested(outcome);
	}

	private static NewMemory proposal(ExtractedMemory memory, MemoryBodies.ExtractBody body) {
		String content = new JsonWriter(32 + memory.details().length()).beginObject()
			.name("text")
			.value(memory.details())
			.endObject()
			.toString();
		return new NewMemory(memory.type(), memory.summary(), topicOf(memory), content, memory.keywords(), null,
				body.sessionId(), body.source(), null);
	}

	/** An empty key would be one topic for all memories that have none. */
	private static @Nullable String topicOf(ExtractedMemory memory) {
		String topicKey = memory.topicKey();
		boolean hasTopic = memory.type().equals("fact") || memory.type().equals("instruction");
		return (hasTopic && topicKey != null && !topicKey.isBlank()) ? topicKey : null;
	}

	private static Reply proposed(List<NewMemory> proposals) {
		JsonWriter json = new JsonWriter(64 + 256 * proposals.size());
		json.beginObject().name("proposed").beginArray();
		for (NewMemory proposal : proposals) {
			json.beginObject().name("type").value(proposal.type()).name("summary").value(proposal.summary());
			optional(json, "topic_key", proposal.topicKey());
			json.name("content").raw(proposal.content()).name("keywords").value(proposal.keywords());
			optional(json, "session_id", proposal.sessionId());
			optional(json, "source", proposal.source());
			json.endObject();
		}
		return Reply.json(200, json.endArray().endObject());
	}

	private static void optional(JsonWriter json, String name, @Nullable String value) {
		if (value != null) {
			json.name(name).value(value);
		}
	}

}
