package ai.memoturn.embedded.memory;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.egress.AutoEmbedding;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.HistoryOptions;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.transcript.TranscriptService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Aging}.
 */
class AgingTests {

	private final MutableClock clock = new MutableClock();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private NodeStore store;

	@SuppressWarnings("NullAway.Init")
	private GovernanceFile file;

	@SuppressWarnings("NullAway.Init")
	private Policies policies;

	@SuppressWarnings("NullAway.Init")
	private MemoryService service;

	@BeforeEach
	void open() {
		this.store = NodeStore.open(this.directory, StoreOptions.defaults());
		this.file = GovernanceFile.open(this.directory);
		this.policies = new Policies(this.file, HistoryOptions.defaults().windows(), this.clock);
		TranscriptService transcripts = new TranscriptService(this.store, new DatabaseService(this.store, this.clock),
				this.clock);
		this.service = new MemoryService(this.store, transcripts, this.policies, AutoEmbedding.NONE, this.clock);
	}

	@AfterEach
	void close() {
		this.file.close();
		this.store.close();
	}

	private void ingest(Item item) {
		this.service.ingest(Node.ALICE, List.of(item.build()), false);
	}

	private List<String> left() {
		return this.store.read(Invariants.branch(this.store), (snapshot) -> {
			List<String> summaries = new ArrayList<>();
			try (ResultSet rows = snapshot.prepare("SELECT summary FROM __memoturn_memories ORDER BY row")
				.executeQuery()) {
				while (rows.next()) {
					summaries.add(rows.getString(1));
				}
			}
			return summaries;
		});
	}

	@Test
	@Section("trust 3.4")
	void eventsShouldGrowNoOlderThanThePolicyLetsThem() {
		ingest(Item.event("old"));
		ingest(Item.fact(null, "kept"));
		this.clock.advance(60_000);
		ingest(Item.event("young"));
		assertThat(this.service.sweepAged()).isZero();
		this.policies.set("acme", "{\"memory\":{\"event_max_age_secs\":61}}");
		assertThat(this.service.sweepAged()).isZero();
		this.policies.setOverride("acme", "alice", "{\"memory\":{\"event_max_age_secs\":60}}");
		assertThat(this.service.sweepAged()).isEqualTo(1);
		assertThat(left()).containsExactly("kept", "young");
		assertThat(this.service.sweepAged()).isZero();
	}

	@Test
	@Section("trust 3.4")
	void supersededMemoriesShouldBeCountedByTypeAndTopic() {
		for (int i = 0; i < 5; i++) {
			ingest(Item.fact("a", "a" + i));
			ingest(Item.fact("b", "b" + i));
		}
		this.policies.set("acme", "{\"memory\":{\"superseded_max_count\":2}}");
		assertThat(this.service.sweepAged()).isEqualTo(4);
		assertThat(left()).containsExactly("a2", "b2", "a3", "b3", "a4", "b4");
		this.policies.set("acme", "{\"memory\":{\"superseded_max_age_secs\":60}}");
		assertThat(this.service.sweepAged()).isZero();
		this.clock.advance(60_000);
		assertThat(this.service.sweepAged()).isEqualTo(4);
		assertThat(left()).containsExactly("a4", "b4");
	}

	@Test
	@Section("trust 3.4")
	void onePassShouldDeleteFiveHundredAtMost() {
		this.service.ingest(Node.ALICE,
				IntStream.range(0, 700).mapToObj((number) -> Item.event("e" + number).build()).toList(), false);
		this.policies.set("acme", "{\"memory\":{\"event_max_age_secs\":60}}");
		this.clock.advance(60_000);
		assertThat(this.service.sweepAged()).isEqualTo(500);
		assertThat(this.service.sweepAged()).isEqualTo(200);
		assertThat(left()).isEmpty();
	}

}
