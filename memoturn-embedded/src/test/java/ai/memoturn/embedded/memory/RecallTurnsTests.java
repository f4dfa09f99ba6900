package ai.memoturn.embedded.memory;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.transcript.FoundTurn;
import ai.memoturn.embedded.transcript.NewTurn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Turns of transcripts in a recall, and when a session ends.
 */
class RecallTurnsTests extends WithNode {

	private static final DatabaseSpec ALICE = DatabaseSpec.parse("acme--alice");

	private void append(String session, String content, float... embedding) {
		this.node.transcripts.append(ALICE, session, new NewTurn("user", content, embedding), false);
	}

	private RecallOutcome recall(@Nullable String session, long k, float @Nullable [] embedding) {
		return this.node.service.recall(Node.ALICE,
				new RecallQuery("dark", embedding, null, null, session, null, k, false, true), 0);
	}

	private List<String> turns(@Nullable String session, long k, float... embedding) {
		List<FoundTurn> turns = recall(session, k, embedding).turns();
		assertThat(turns).isNotNull();
		return turns.stream().map((found) -> found.turn().content()).toList();
	}

	@Test
	@Section("memory 7 turn channel")
	void turnsShouldComeBesideMemoriesAndNotAmongThem() {
		this.node.ingest(Item.fact("t", "dark mode").embedding(1, 0), Item.event("dark tea").session("s"));
		append("s", "\"near\"", 1, 0);
		append("other", "\"far\"", 0, 1);
		RecallOutcome outcome = recall(null, 8, new float[] { 1, 0 });
		assertThat(outcome.hits()).extracting((hit) -> hit.memory().summary()).containsExactly("dark mode", "dark tea");
		assertThat(turns(null, 8, 1, 0)).containsExactly("\"near\"", "\"far\"");
		assertThat(outcome.txid()).isEqualTo(3);
	}

	@Test
	@Section({ "memory 7 turn channel", "memory 9", "memory 14" })
	void turnsShouldFollowSessionAndKAlone() {
		this.node.ingest();
		append("s", "1", 1, 0);
		append("s", "2", 2, 1);
		append("other", "3", 1, 0);
		assertThat(turns("s", 8, 1, 0)).containsExactly("1", "2");
		assertThat(turns(null, 1, 1, 0)).containsExactly("1");
		assertThat(turns(null, 0, 1, 0)).isEmpty();
		assertThat(turns(null, 5000, 1, 0)).hasSize(3);
		assertThat(turns(null, 8, 1, 0, 0)).isEmpty();
		RecallQuery filtered = new RecallQuery(null, new float[] { 1, 0 }, "no such topic", List.of(), null,
				"no such source", 8, false, true);
		assertThat(this.node.service.recall(Node.ALICE, filtered, 0).turns()).hasSize(3);
	}

	@Test
	@Section({ "memory 4.4", "memory 7 turn channel" })
	void turnsShouldOnlyBeThereWhenAskedForAndTheProfileExists() {
		assertThat(recall(null, 8, new float[] { 1 }).turns()).isNull();
		assertThat(recall(null, 8, null).turns()).isNull();
		this.node.ingest();
		assertThat(this.node.recall(Ask.near(1, 0)).turns()).isNull();
		assertThat(recall(null, 8, new float[] { 1 }).turns()).isEmpty();
		assertFault(FaultCode.INVALID_REQUEST, () -> recall(null, 8, null)).contains("include_turns");
	}

	@Test
	@Section({ "memory 4.10", "database 7" })
	void endOfSessionShouldDropItsTranscriptOnlyOnRequest() {
		this.node.ingest(Item.task("do", 60).session("s"), Item.fact(null, "dark").session("s"));
		append("s", "1", 1, 0);
		append("kept", "2", 1, 0);
		this.node.service.endSession(Node.ALICE, "s", false, false);
		assertThat(turns("s", 8, 1, 0)).containsExactly("1");
		long before = recall(null, 8, new float[] { 1, 0 }).txid();
		assertThat(this.node.service.endSession(Node.ALICE, "s", true, false)).isEqualTo(before + 1);
		assertThat(turns(null, 8, 1, 0)).containsExactly("2");
		assertThat(this.node.summaries(Ask.words("dark"))).containsExactly("dark");
		assertThat(this.node.service.endSession(Node.ALICE, "s", true, false)).isEqualTo(before + 1);
	}

	@Test
	@Section("memory 4.10")
	void whenDroppingATranscriptFailsThenTheSessionHasNotEndedEither() {
		this.node.ingest(Item.task("dark", 60).session("s"));
		append("s", "1", 1, 0);
		this.node.store.write(Invariants.branch(this.node.store), false, (transaction) -> transaction
			.prepare("CREATE TRIGGER poison BEFORE DELETE ON __memoturn_messages BEGIN SELECT RAISE(ABORT, 'p'); END")
			.execute());
		assertFault(FaultCode.INTERNAL, () -> this.node.service.endSession(Node.ALICE, "s", true, false));
		assertThat(this.node.summaries(Ask.words("dark"))).containsExactly("dark");
		assertThat(this.node.service.sessions(Node.ALICE, 10, 0).value()).hasSize(1);
		assertThat(turns("s", 8, 1, 0)).containsExactly("1");
	}

	@Test
	@Section({ "memory 7 turn channel", "database 13" })
	void memoriesAndTurnsShouldBeOfOneState() {
		this.node.ingest();
		AtomicBoolean done = new AtomicBoolean();
		Callable<Boolean> writing = () -> {
			try {
				for (int i = 0; i < 60; i++) {
					this.node.ingest(Item.task("dark", 1000).session("s"));
					append("s", "1", 1, 0);
					this.node.service.endSession(Node.ALICE, "s", true, false);
				}
				return true;
			}
			finally {
				done.set(true);
			}
		};
		Callable<Boolean> reading = () -> {
			while (!done.get()) {
				RecallOutcome outcome = recall("s", 8, new float[] { 1, 0 });
				// The memory comes before the turn, and both go at once.
				assertThat(outcome.turns()).hasSizeLessThanOrEqualTo(outcome.hits().size());
			}
			return true;
		};
		assertThat(Concurrently.run(List.of(writing, reading, reading))).containsOnly(true);
	}

}
