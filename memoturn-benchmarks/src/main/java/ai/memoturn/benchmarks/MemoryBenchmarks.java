package ai.memoturn.benchmarks;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import ai.memoturn.client.memory.IngestResult;
import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.embedded.memory.IngestOutcome;
import ai.memoturn.embedded.memory.RecallOutcome;
import ai.memoturn.embedded.memory.RecallQuery;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.transcript.NewTurn;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Ingest of one 256-float memory that supersedes another, recall by three words, a vector
 * and a topic, and append of a turn with a 256-float embedding.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class MemoryBenchmarks {

	@Benchmark
	public IngestOutcome ingestInProcess(MemoryState.InProcess state) {
		return state.service.ingest(MemoryState.InProcess.ALICE, List.of(state.superseding()), false);
	}

	@Benchmark
	public Committed<Long> appendTurnInProcess(MemoryState.InProcess state) {
		return state.transcripts.append(MemoryState.InProcess.ALICE_DATABASE, "session",
				new NewTurn("user", "{\"text\":\"What can I cook tonight?\"}", state.corpus().embedding()), false);
	}

	@Benchmark
	public IngestResult ingestOverHttp(MemoryState.OverHttp state) {
		return state.alice.ingest(state.superseding());
	}

	@Benchmark
	public void ingestBareSqlite(MemoryState.Bare state) throws SQLException {
		state.sqlite.add(state.nextTopic(), state.corpus().summary(), state.corpus().embedding());
		state.sqlite.commit();
	}

	@Benchmark
	public RecallOutcome recallInProcess(MemoryState.InProcess state, QueryWords words) {
		Corpus corpus = state.corpus();
		return state.service.recall(MemoryState.InProcess.ALICE, new RecallQuery(words.of(corpus), corpus.embedding(),
				Topics.key(corpus.below(Topics.COUNT)), null, null, null, 8, false), 0);
	}

	@Benchmark
	public RecallResult recallOverHttp(MemoryState.OverHttp state, QueryWords words) {
		Corpus corpus = state.corpus();
		return state.alice.recall((recall) -> recall.query(words.of(corpus))
			.embedding(corpus.embedding())
			.topicKey(Topics.key(corpus.below(Topics.COUNT))));
	}

	@Benchmark
	public int recallBareSqlite(MemoryState.Bare state, QueryWords words) throws SQLException {
		return state.sqlite.find(Topics.key(state.corpus().below(Topics.COUNT)), words.of(state.corpus()));
	}

	/** Which words a query has. */
	@State(Scope.Benchmark)
	public static class QueryWords {

		@Param({ "content", "any" })
		String words = "";

		String of(Corpus corpus) {
			return this.words.equals("any") ? corpus.anyWords() : corpus.contentWords();
		}

	}

}
