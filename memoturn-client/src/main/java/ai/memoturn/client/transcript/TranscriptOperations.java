package ai.memoturn.client.transcript;

import java.util.List;

import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Json;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The operations on the transcript of one session. Making a call checks everything that
 * can be checked without the node.
 *
 * @param database the database and branch
 * @param session the session
 */
record TranscriptOperations(DatabaseSpec database, String session) {

	private static final String SESSION = "/v1/db/{database@branch}/memory/{session}";

	static final Operation<AppendResult> APPEND = Operation.describe("transcript.append", "POST", SESSION + "/turns")
		.retry(RetryClass.ONCE)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> {
			AppendAnswer body = answer.read(AppendAnswer.class);
			return new AppendResult(body.seq(), answer.txidOrZero(body.txid()));
		});

	static final Operation<WindowResult> WINDOW = Operation.describe("transcript.window", "GET", SESSION + "/turns")
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.reads((answer) -> new WindowResult(answer.read(WindowAnswer.class).turns(), answer.txidOrZero(null),
				answer.isStale()));

	static final Operation<SearchResult> SEARCH = Operation.describe("transcript.search", "POST", SESSION + "/search")
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.reads((answer) -> new SearchResult(answer.read(SearchAnswer.class).turns(), answer.txidOrZero(null),
				answer.isStale()));

	/**
	 * Check the names, once for handles that may fail when they are made.
	 * @return these operations
	 */
	TranscriptOperations checked() {
		this.database.checked();
		Checks.segment("session", this.session);
		return this;
	}

	Call<AppendResult> append(String role, @Nullable Object content, float @Nullable [] embedding) {
		Checks.wellFormed("role", Checks.notNull("role", role));
		return call(APPEND).body(new AppendBody(role, Json.freeze("content", content),
				(embedding != null) ? Checks.embedding(embedding) : null));
	}

	Call<WindowResult> window(int last) {
		return call(WINDOW).query("last", Integer.toString(Checks.positive("last", last)));
	}

	Call<SearchResult> search(float[] embedding, int k) {
		return call(SEARCH).body(new SearchBody(Checks.embedding(embedding), Checks.positive("k", k)));
	}

	private <T> Call<T> call(Operation<T> operation) {
		checked();
		return operation.call(this.database.toString(), this.session);
	}

	/**
	 * A turn on the wire, where content must be there even if it is {@code null}.
	 */
	record AppendBody(String role, @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Object content,
			float @Nullable [] embedding) {

	}

	record AppendAnswer(long seq, @Nullable Long txid) {

	}

	record WindowAnswer(List<TranscriptTurn> turns) {

	}

	record SearchBody(float[] vector, int k) {

	}

	record SearchAnswer(List<FoundTurn> turns) {

	}

}
