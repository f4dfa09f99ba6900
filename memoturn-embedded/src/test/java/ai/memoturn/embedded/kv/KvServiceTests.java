package ai.memoturn.embedded.kv;

import java.nio.file.Path;

import ai.memoturn.embedded.database.OneDatabase;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KvService}.
 */
@Section("database 4")
class KvServiceTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private OneDatabase database;

	@SuppressWarnings("NullAway.Init")
	private KvService keys;

	@BeforeEach
	void open() {
		this.database = new OneDatabase(this.directory);
		this.keys = new KvService(this.database.store, this.database.databases, this.database.clock);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	private long put(String key, byte[] value, @Nullable Long ttl) {
		return this.keys.put(OneDatabase.SPEC, "ns", key, value, ttl, false);
	}

	@Test
	void valueShouldBeEveryByteAndEmptyOnesAreValuesToo() {
		byte[] value = new byte[100_000];
		for (int i = 0; i < value.length; i++) {
			value[i] = (byte) i;
		}
		put("k", value, 10L);
		put("empty", new byte[0], 10L);
		assertThat(this.keys.get(OneDatabase.SPEC, "ns", "k").value()).isEqualTo(value);
		assertThat(this.keys.get(OneDatabase.SPEC, "ns", "empty").value()).isEmpty();
	}

	@Test
	void whenTimeToLiveIsBeyondWhatCanBeCountedThenNeverExpires() {
		put("k", new byte[1], Long.MAX_VALUE);
		this.database.clock.advance(Long.MAX_VALUE / 4);
		assertThat(this.keys.get(OneDatabase.SPEC, "ns", "k").value()).hasSize(1);
		assertThat(this.keys.sweepExpired()).isZero();
	}

	@Test
	@Section({ "database 2.5", "database 10" })
	void readsShouldHideWhatTheSweepDeletes() {
		put("k", new byte[1], 1L);
		long before = put("stays", new byte[1], 2L);
		this.database.clock.advance(999);
		assertThat(this.keys.get(OneDatabase.SPEC, "ns", "k").txid()).isEqualTo(before);
		this.database.clock.advance(1);
		assertFault(FaultCode.NOT_FOUND, () -> this.keys.get(OneDatabase.SPEC, "ns", "k"));
		assertThat(this.keys.list(OneDatabase.SPEC, "ns", "", 10).value()).containsExactly("stays");
		assertThat(this.database.txid()).isEqualTo(before);
		assertThat(this.database.rows("SELECT key FROM __memoturn_kv")).isEqualTo("k\nstays\n");
		assertThat(this.keys.sweepExpired()).isEqualTo(1);
		assertThat(this.database.rows("SELECT key FROM __memoturn_kv")).isEqualTo("stays\n");
		assertThat(this.database.txid()).isEqualTo(before + 1);
		assertThat(this.keys.sweepExpired()).isZero();
		assertThat(this.database.txid()).isEqualTo(before + 1);
	}

	@Test
	@Section("database 10")
	void sweepShouldTakeAsManyAsThereAre() {
		this.database.execute(
				"""
						WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1234)
						INSERT INTO __memoturn_kv (namespace, key, value, expires_at) SELECT 'ns', 'k' || i, x'00', 5 FROM n""");
		assertThat(this.keys.sweepExpired()).isEqualTo(1234);
		assertThat(this.database.rows("SELECT count(*) FROM __memoturn_kv")).isEqualTo("0\n");
	}

	@Test
	void readAndSweepShouldUseTheirIndexes() {
		put("k", new byte[0], null);
		assertThat(this.database.rows("EXPLAIN QUERY PLAN SELECT value, expires_at FROM __memoturn_kv"
				+ " WHERE namespace = 'n' AND key = 'k'"))
			.contains("SEARCH __memoturn_kv USING PRIMARY KEY (namespace=? AND key=?)");
		assertThat(this.database.rows("EXPLAIN QUERY PLAN SELECT 1 FROM __memoturn_kv WHERE expires_at <= 5"))
			.contains("__memoturn_kv_expiry");
	}

	@Test
	@Section({ "database 1.1", "database 9" })
	void whenAPutFailsThenNothingOfItIsStored() {
		long before = put("k", new byte[] { 1 }, null);
		for (String way : new String[] { "ABORT", "FAIL", "ROLLBACK" }) {
			this.database.execute("DROP TRIGGER IF EXISTS poison",
					"CREATE TRIGGER poison AFTER UPDATE ON __memoturn_kv BEGIN SELECT RAISE(" + way
							+ ", 'poison'); END");
			before = this.database.txid();
			assertFault(FaultCode.INTERNAL, () -> put("k", new byte[] { 2 }, null));
			assertThat(this.keys.get(OneDatabase.SPEC, "ns", "k").value()).containsExactly(1);
			assertThat(this.database.txid()).isEqualTo(before);
		}
	}

}
