package ai.memoturn.embedded.wire;

import java.util.List;

import ai.memoturn.embedded.audit.AuditEvent;
import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.memory.IngestOutcome;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.memory.NewMemory;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.memory.ProfileEntry;
import ai.memoturn.embedded.memory.RecallOutcome;
import ai.memoturn.embedded.memory.RecallQuery;
import ai.memoturn.embedded.memory.SessionEntry;
import ai.memoturn.embedded.memory.StoredMemory;
import ai.memoturn.embedded.policy.PolicyField;
import ai.memoturn.embedded.policy.PolicySource;
import ai.memoturn.embedded.store.Versioned;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the memory document (protocol, memory, section 4).
 */
final class MemoryRoutes {

	static final String PROFILE = "/v1/memory/{namespace}/{profile}";

	private static final int DEFAULT_SESSIONS = 100;

	private static final int MOST_SESSIONS = 1000;

	private final MemoryService memory;

	private final PolicySource policies;

	private final AuditTrail audit;

	MemoryRoutes(MemoryService memory, PolicySource policies, AuditTrail audit) {
		this.memory = memory;
		this.policies = policies;
		this.audit = audit;
	}

	List<Route> routes() {
		return List.of(Route.get("/health", (request) -> Reply.text(200, "ok")),
				Route.get("/v1/memory/{namespace}", this::profiles),
				Route.post(PROFILE + "/memories", Route.Body.LENIENT, Route.Limit.DATA, this::ingest).asWrite(),
				Route.post(PROFILE + "/recall", Route.Body.STRICT, Route.Limit.QUERY, this::recall),
				Route.post(PROFILE + "/ask", Route.Body.STRICT, Route.Limit.QUERY, this::ask),
				Route.post(PROFILE + "/extract", Route.Body.LENIENT, Route.Limit.DATA, this::extract),
				Route.get(PROFILE + "/memories/{id}", this::get),
				Route.delete(PROFILE + "/memories/{id}", this::forget).asWrite(),
				Route.get(PROFILE + "/sessions", this::sessions),
				Route.delete(PROFILE + "/sessions/{session}", this::endSession).asWrite());
	}

	private Reply profiles(Request request) {
		String namespace = request.variable("namespace");
		List<ProfileEntry> profiles = this.memory.profiles(namespace);
		JsonWriter json = new JsonWriter(64 * (1 + profiles.size()));
		json.beginObject().name("namespace").value(namespace).name("profiles").beginArray();
		for (ProfileEntry entry : profiles) {
			json.beginObject()
				.name("profile")
				.value(entry.profile())
				.name("created_at")
				.value(entry.createdAt())
				.endObject();
		}
		return Reply.json(200, json.endArray().endObject());
	}

	private Reply ingest(Request request) {
		List<NewMemory> items = request.read(MemoryBodies::ingest);
		ProfileAddress address = address(request);
		IngestOutcome outcome = this.memory.ingest(address, items, request.durable(),
				() -> request.requireWrite(address.databaseName()));
		this.audit.record(AuditGate.PROFILE,
				event("memory.ingest", request, address, outcome.txid()).counting(outcome.items().size()));
		JsonWriter json = new JsonWriter(64 + 96 * outcome.items().size());
		json.beginObject().name("results").beginArray();
		for (IngestOutcome.Item item : outcome.items()) {
			json.beginObject().name("id").value(item.id()).name("status").value(item.status());
			strings(json.name("superseded"), item.superseded()).endObject();
		}
		json.endArray().name("txid").value(outcome.txid()).endObject();
		return Reply.json(201, json).withTxid(outcome.txid());
	}

	private Reply recall(Request request) {
		RecallQuery query = request.read(MemoryBodies::recall);
		ProfileAddress address = address(request);
		RecallOutcome outcome = this.memory.recall(address, query, minTxid(request));
		if (this.memory.exists(address)) {
			this.audit.record(AuditGate.READS,
					event("memory.recall", request, address, outcome.txid()).counting(outcome.hits().size()));
		}
		JsonWriter json = new JsonWriter(128 + 512 * outcome.hits().size());
		json.beginObject().name("memories").beginArray();
		for (RecallOutcome.Hit hit : outcome.hits()) {
			json.beginObject();
			common(json, hit.memory());
			json.name("superseded_by").value(hit.memory().supersededBy()).name("score").value(hit.score());
			strings(json.name("channels"), hit.channels()).endObject();
		}
		json.endArray();
		if (outcome.turns() != null) {
			TranscriptRoutes.found(json.name("turns"), outcome.turns());
		}
		json.name("txid").value(outcome.txid()).endObject();
		return Reply.json(200, json).withTxid(outcome.txid());
	}

	/** Without a provider there is no answerer; that comes before every other rule. */
	private Reply ask(Request request) {
		request.read(MemoryBodies::ask);
		throw new Fault(FaultCode.UNCONFIGURED, "this node has no provider that answers questions");
	}

	private Reply extract(Request request) {
		request.read(MemoryBodies::extract);
		ProfileAddress address = address(request);
		this.memory.checkNames(address);
		if (this.policies.effective(address.namespace(), address.profile()).isDenied(PolicyField.EGRESS_EXTRACT)) {
			this.audit.record(AuditGate.PROFILE,
					AuditEvent.of("ai.extract", address.namespace(), address.profile(), request.caller()).denied());
			throw new Fault(FaultCode.FORBIDDEN, "the policy ai_egress.extract denies extraction");
		}
		throw new Fault(FaultCode.UNCONFIGURED, "this node has no provider that extracts memories");
	}

	private Reply get(Request request) {
		ProfileAddress address = address(request);
		Versioned<StoredMemory> found = this.memory.get(address, request.variable("id"));
		StoredMemory memory = found.value();
		this.audit.record(AuditGate.READS, event("memory.get", request, address, found.txid()).on(memory.id()));
		JsonWriter json = new JsonWriter(512 + memory.content().length());
		common(json.beginObject(), memory);
		json.name("expires_at")
			.value(memory.expiresAt())
			.name("superseded_by")
			.value(memory.supersededBy())
			.name("superseded_at")
			.value(memory.supersededAt());
		strings(json.name("supersedes"), memory.supersedes()).endObject();
		return Reply.json(200, json).withTxid(found.txid());
	}

	private Reply forget(Request request) {
		ProfileAddress address = address(request);
		String id = request.variable("id");
		long txid = this.memory.forget(address, id, request.durable());
		this.audit.record(AuditGate.PROFILE, event("memory.forget", request, address, txid).on(id));
		return Reply.empty(204).withTxid(txid);
	}

	private Reply sessions(Request request) {
		Versioned<List<SessionEntry>> found = this.memory.sessions(address(request), sessionLimit(request),
				minTxid(request));
		JsonWriter json = new JsonWriter(64 + 96 * found.value().size());
		json.beginObject().name("sessions").beginArray();
		for (SessionEntry session : found.value()) {
			json.beginObject()
				.name("id")
				.value(session.id())
				.name("created_at")
				.value(session.createdAt())
				.name("last_active_at")
				.value(session.lastActiveAt())
				.endObject();
		}
		json.endArray().name("txid").value(found.txid()).endObject();
		return Reply.json(200, json).withTxid(found.txid());
	}

	private Reply endSession(Request request) {
		ProfileAddress address = address(request);
		String session = request.variable("session");
		boolean turns = "true".equals(request.query("turns"));
		long txid = this.memory.endSession(address, session, turns, request.durable());
		this.audit.record(AuditGate.PROFILE, event("memory.session_end", request, address, txid)
			.on("session:" + session + (turns ? "?turns=true" : "")));
		return Reply.empty(204).withTxid(txid);
	}

	static AuditEvent event(String action, Request request, ProfileAddress address, long txid) {
		return AuditEvent.of(action, address.namespace(), address.profile(), request.caller())
			.at(address.branch(), txid);
	}

	/** What recall and get both show of a memory. */
	private static void common(JsonWriter json, StoredMemory memory) {
		json.name("id")
			.value(memory.id())
			.name("type")
			.value(memory.type())
			.name("topic_key")
			.value(memory.topicKey())
			.name("summary")
			.value(memory.summary())
			.name("content")
			.raw(memory.content())
			.name("keywords")
			.value(memory.keywords())
			.name("session_id")
			.value(memory.sessionId())
			.name("source")
			.value(memory.source())
			.name("created_at")
			.value(memory.createdAt());
	}

	private static JsonWriter strings(JsonWriter json, List<String> strings) {
		json.beginArray();
		strings.forEach(json::value);
		return json.endArray();
	}

	static ProfileAddress address(Request request) {
		String branch = request.query("branch");
		if (branch == null) {
			branch = request.header("Memoturn-Branch");
		}
		return new ProfileAddress(request.variable("namespace"), request.variable("profile"),
				(branch != null) ? branch : "main");
	}

	/** The read floor; what is no unsigned 64-bit number is no floor. */
	private static long minTxid(Request request) {
		String value = unsigned(request.header("Memoturn-Min-Txid"));
		return (value != null) ? clamp(value, Long.MAX_VALUE) : 0;
	}

	private static int sessionLimit(Request request) {
		String value = unsigned(request.query("limit"));
		return (value != null) ? (int) clamp(value, MOST_SESSIONS) : DEFAULT_SESSIONS;
	}

	private static @Nullable String unsigned(@Nullable String text) {
		if (text == null) {
			return null;
		}
		try {
			Long.parseUnsignedLong(text);
			return text;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static long clamp(String unsigned, long most) {
		long value = Long.parseUnsignedLong(unsigned);
		return (Long.compareUnsigned(value, most) > 0) ? most : value;
	}

}
