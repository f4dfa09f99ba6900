package ai.memoturn.benchmarks;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import ai.memoturn.embedded.document.FindQuery;
import ai.memoturn.embedded.document.NewDocument;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.Versioned;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Get and put of one key of 10,000 with a value of 100 bytes, insert of one document
 * beside 100,000, and find of ten of them by a number that is indexed.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class DatabaseBenchmarks {

	@Benchmark
	public Versioned<byte[]> kvGetInProcess(DatabaseState.InProcess state) {
		return state.keys.get(DatabaseState.InProcess.SPEC, "ns", "key" + state.below(DatabaseState.KEYS));
	}

	@Benchmark
	public int kvGetBareSqlite(DatabaseState.Bare state) throws SQLException {
		return state.tables.get("key" + state.below(DatabaseState.KEYS));
	}

	@Benchmark
	public long kvPutInProcess(DatabaseState.InProcess state) {
		return state.keys.put(DatabaseState.InProcess.SPEC, "ns", "key" + state.below(DatabaseState.KEYS),
				DatabaseState.VALUE, null, false);
	}

	@Benchmark
	public void kvPutBareSqlite(DatabaseState.Bare state) throws SQLException {
		state.tables.put("key" + state.below(DatabaseState.KEYS), DatabaseState.VALUE);
		state.tables.commit();
	}

	@Benchmark
	public Committed<List<String>> documentInsertInProcess(DatabaseState.InProcess state) {
		return state.documents.insert(DatabaseState.InProcess.SPEC, "docs", List.of(state.nextDocument()), false);
	}

	@Benchmark
	public void documentInsertBareSqlite(DatabaseState.Bare state) throws SQLException {
		NewDocument document = state.nextDocument();
		state.tables.insert(document.id(), document.json());
		state.tables.commit();
	}

	@Benchmark
	public Versioned<List<String>> documentFindInProcess(DatabaseState.InProcess state) {
		return state.documents.find(DatabaseState.InProcess.SPEC, "docs",
				new FindQuery("{\"n\":" + state.below(DatabaseState.NUMBERS) + "}", null, 100, 0));
	}

	@Benchmark
	public int documentFindBareSqlite(DatabaseState.Bare state) throws SQLException {
		return state.tables.find(state.below(DatabaseState.NUMBERS));
	}

}
