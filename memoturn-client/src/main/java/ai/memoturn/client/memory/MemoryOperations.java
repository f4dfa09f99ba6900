package ai.memoturn.client.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import ai.memoturn.client.erasure.EraseResult;
import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;
import ai.memoturn.client.transcript.FoundTurn;
import ai.memoturn.client.transfer.TransferOperations;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * The operations on one profile and branch. Making a call checks everything that can be
 * checked without the node.
 *
 * @param namespace the namespace
 * @param profile the profile
 * @param branch the branch, {@code null} for the main one
 * @param defaultSource the source of what names none
 */
record MemoryOperations(String namespace, String profile, @Nullable String branch, @Nullable String defaultSource) {

	private static final int MAX_BATCH = 1000;

	private static final String PROFILE = "/v1/memory/{namespace}/{profile}";

	static final Operation<IngestResult> INGEST = Operation.describe("memory.ingest", "POST", PROFILE + "/memories")
		.retry(RetryClass.DEDUPLICATED)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> {
			IngestAnswer body = answer.read(IngestAnswer.class);
			return new IngestResult(body.results(), answer.txidOrZero(body.txid()));
		});

	static final Operation<RecallResult> RECALL = Operation.describe("memory.recall", "POST", PROFILE + "/recall")
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.reads((answer) -> {
			RecallAnswer body = answer.read(RecallAnswer.class);
			return new RecallResult(body.memories(), (body.turns() != null) ? body.turns() : List.of(),
					answer.txidOrZero(body.txid()), answer.isStale());
		});

	static final Operation<Memory> GET = Operation.describe("memory.get", "GET", PROFILE + "/memories/{id}")
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.notFoundIsAnswer(ErrorCodes.NOT_FOUND, ErrorCodes.DATABASE_NOT_FOUND, ErrorCodes.BRANCH_NOT_FOUND)
		.reads((answer) -> answer.isNotFound() ? null : answer.read(Memory.class));

	static final Operation<ForgetResult> FORGET = Operation
		.describe("memory.forget", "DELETE", PROFILE + "/memories/{id}")
		.retry(RetryClass.IDEMPOTENT)
		.txid(TxidUse.ADVANCE)
		.notFoundIsAnswer(ErrorCodes.NOT_FOUND, ErrorCodes.DATABASE_NOT_FOUND, ErrorCodes.BRANCH_NOT_FOUND)
		.reads((answer) -> new ForgetResult(!answer.isNotFound() || answer.isRepeated(),
				answer.header("Memoturn-Erasure-Id")));

	static final Operation<AskResult> ASK = Operation.describe("memory.ask", "POST", PROFILE + "/ask")
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.reads((answer) -> {
			AskAnswer body = answer.read(AskAnswer.class);
			return new AskResult(body.answer(), body.sources(), body.memories(), answer.txidOrZero(body.txid()),
					answer.isStale());
		});

	static final Operation<ExtractResult> EXTRACT = Operation.describe("memory.extract", "POST", PROFILE + "/extract")
		.retry(RetryClass.ONCE)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> {
			IngestAnswer body = answer.read(IngestAnswer.class);
			return new ExtractResult(body.results(), answer.txid(body.txid()));
		});

	static final Operation<List<MemoryInput>> PROPOSE = Operation
		.describe("memory.propose", "POST", PROFILE + "/extract")
		.retry(RetryClass.READ)
		.reads((answer) -> answer.read(ProposeAnswer.class).proposed().stream().map(Item::toInput).toList());

	static final Operation<SessionsResult> SESSIONS = Operation
		.describe("memory.sessions", "GET", PROFILE + "/sessions")
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.reads((answer) -> {
			SessionsAnswer body = answer.read(SessionsAnswer.class);
			return new SessionsResult(body.sessions(), answer.txidOrZero(body.txid()), answer.isStale());
		});

	static final Operation<Boolean> END_SESSION = Operation
		.describe("memory.endSession", "DELETE", PROFILE + "/sessions/{session}")
		.retry(RetryClass.IDEMPOTENT)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> true);

	static final Operation<EraseResult> ERASE = Operation.describe("memory.erase", "POST", PROFILE + "/erasures")
		.retry(RetryClass.ONCE)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> answer.read(EraseResult.class));

	static final Operation<List<Erasure>> ERASURES = Operation.describe("memory.erasures", "GET", PROFILE + "/erasures")
		.retry(RetryClass.READ)
		.reads((answer) -> List.copyOf(answer.read(ErasuresAnswer.class).erasures()));

	static final Operation<Erasure> ERASURE = Operation.describe("memory.erasure", "GET", PROFILE + "/erasures/{id}")
		.retry(RetryClass.READ)
		.notFoundIsAnswer(ErrorCodes.NOT_FOUND)
		.reads((answer) -> answer.isNotFound() ? null : answer.read(Erasure.class));

	/**
	 * Check the names, once for handles that may fail when they are made.
	 * @return these operations
	 */
	MemoryOperations checked() {
		Checks.name("namespace", this.namespace);
		Checks.name("profile", this.profile);
		if (this.branch != null) {
			Checks.branch("branch", this.branch);
		}
		return this;
	}

	MemoryOperations onBranch(@Nullable String branch) {
		// No branch given must fail, not turn into the main one.
		String named = (branch != null) ? branch : "";
		return new MemoryOperations(this.namespace, this.profile, named, this.defaultSource);
	}

	String address() {
		return this.namespace + "/" + this.profile + ((this.branch != null) ? "@" + this.branch : "");
	}

	Call<IngestResult> ingest(Collection<MemoryInput> memories) {
		int size = Checks.notNull("memories", memories).size();
		Checks.argument(size > 0, () -> "memories must hold at least one memory");
		Checks.argument(size <= MAX_BATCH, () -> "memories must hold at most " + MAX_BATCH + " memories, but holds "
				+ size + ": split it into batches, each of which is stored as a whole");
		List<Item> items = new ArrayList<>(size);
		boolean eventsOnly = true;
		for (MemoryInput memory : memories) {
			Checks.notNull("memories[" + items.size() + "]", memory);
			items.add(Item.of(memory, this.defaultSource));
			eventsOnly &= memory.type().equals(MemoryType.EVENT);
		}
		return call(INGEST).body(new IngestBody(items))
			.harmless(eventsOnly)
			.fitting((result) -> result.results().size() == items.size());
	}

	Call<RecallResult> recall(RecallRequest request) {
		Checks.notNull("request", request);
		return call(RECALL).body(new RecallBody(request.query(), request.vector(), request.topicKey(), request.types(),
				request.session(), request.source(), request.k(), flag(request.includeSuperseded()),
				flag(request.includeTurns())));
	}

	Call<Memory> get(String id) {
		return call(GET, Checks.segment("id", id));
	}

	Call<ForgetResult> forget(String id) {
		return call(FORGET, Checks.segment("id", id));
	}

	Call<AskResult> ask(AskRequest request) {
		Checks.notNull("request", request);
		return call(ASK).body(new AskBody(request.question(), request.types(), request.session(), request.source(),
				request.k(), flag(request.includeSuperseded())));
	}

	Call<ExtractResult> extract(ExtractRequest request) {
		return call(EXTRACT).body(extractBody(request, null));
	}

	Call<List<MemoryInput>> propose(ExtractRequest request) {
		return call(PROPOSE).body(extractBody(request, true));
	}

	Call<SessionsResult> sessions(int limit) {
		return call(SESSIONS).query("limit", Integer.toString(Checks.positive("limit", limit)));
	}

	Call<Boolean> endSession(String session, boolean deleteTranscript) {
		return call(END_SESSION, Checks.segment("session", session)).query("turns", deleteTranscript ? "true" : null);
	}

	Call<EraseResult> erase(ErasureTarget target) {
		return call(ERASE).body(Checks.notNull("target", target).checked());
	}

	Call<List<Erasure>> erasures() {
		return call(ERASURES).fitting((erasures) -> erasures.stream().allMatch(this::isHere));
	}

	Call<Erasure> erasure(String id) {
		return call(ERASURE, Checks.segment("id", id)).fitting((erasure) -> isHere(erasure) && erasure.id().equals(id));
	}

	private boolean isHere(Erasure erasure) {
		return erasure.database().equals(database().name());
	}

	/**
	 * Return where the transcripts of this profile lie: on this very branch.
	 * @return the database, not checked
	 */
	DatabaseSpec database() {
		return DatabaseSpec.ofProfile(this.namespace, this.profile, this.branch);
	}

	/**
	 * Return what takes this branch out and in as a whole, names checked.
	 */
	TransferOperations transfer() {
		checked();
		return new TransferOperations(this.namespace, this.profile, this.branch);
	}

	private ExtractBody extractBody(ExtractRequest request, @Nullable Boolean dryRun) {
		Checks.notNull("request", request);
		String source = (request.source() != null) ? request.source() : this.defaultSource;
		return new ExtractBody(request.turns().stream().map(TurnItem::of).toList(), request.session(), source, dryRun);
	}

	private <T> Call<T> call(Operation<T> operation, String... id) {
		checked();
		String[] variables = { this.namespace, this.profile };
		if (id.length == 1) {
			variables = new String[] { this.namespace, this.profile, id[0] };
		}
		return operation.call(variables).query("branch", this.branch);
	}

	// The protocol takes no null for a flag, so one that is off is left out.
	private static @Nullable Boolean flag(boolean value) {
		return value ? true : null;
	}

	record IngestBody(List<Item> memories) {

	}

	record IngestAnswer(List<IngestedMemory> results, @Nullable Long txid) {

	}

	record RecallBody(@Nullable String query, float @Nullable [] embedding, @Nullable String topicKey,
			@Nullable List<MemoryType> types, @Nullable String sessionId, @Nullable String source, @Nullable Integer k,
			@Nullable Boolean includeSuperseded, @Nullable Boolean includeTurns) {

	}

	record SessionsAnswer(List<SessionInfo> sessions, @Nullable Long txid) {

	}

	record RecallAnswer(@JsonDeserialize(contentUsing = RecalledMemoryReader.class) List<RecalledMemory> memories,
			@Nullable List<FoundTurn> turns, @Nullable Long txid) {

	}

	record AskBody(String question, @Nullable List<MemoryType> types, @Nullable String sessionId,
			@Nullable String source, @Nullable Integer k, @Nullable Boolean includeSuperseded) {

	}

	record AskAnswer(@Nullable String answer, List<String> sources,
			@JsonDeserialize(contentUsing = RecalledMemoryReader.class) List<RecalledMemory> memories,
			@Nullable Long txid) {

	}

	record ErasuresAnswer(List<Erasure> erasures) {

	}

	record ExtractBody(List<TurnItem> turns, @Nullable String sessionId, @Nullable String source,
			@Nullable Boolean dryRun) {

	}

	record ProposeAnswer(List<Item> proposed) {

	}

	/**
	 * A turn on the wire, where content must be there even if it is {@code null}.
	 */
	record TurnItem(String role, @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Object content) {

		static TurnItem of(Turn turn) {
			return new TurnItem(turn.role(), turn.content());
		}

	}

	/**
	 * A memory to store on the wire, sent by ingest and returned by a dry run.
	 */
	record Item(MemoryType type, String summary, @Nullable Object content, @Nullable String topicKey,
			@Nullable String keywords, float @Nullable [] embedding, @Nullable String sessionId,
			@Nullable String source, @Nullable Long ttl) {

		static Item of(MemoryInput memory, @Nullable String defaultSource) {
			Duration ttl = memory.ttl();
			return new Item(memory.type(), memory.summary(), memory.content(), memory.topicKey(), memory.keywords(),
					memory.vector(), memory.session(), (memory.source() != null) ? memory.source() : defaultSource,
					(ttl != null) ? ttl.toSeconds() : null);
		}

		MemoryInput toInput() {
			MemoryInput input = MemoryInput.of(this.type, this.summary)
				.content(this.content)
				.topicKey(this.topicKey)
				.keywords(this.keywords)
				.session(this.sessionId)
				.source(this.source)
				.ttl((this.ttl != null) ? Duration.ofSeconds(this.ttl) : null);
			return (this.embedding != null) ? input.embedding(this.embedding) : input;
		}

	}

}
