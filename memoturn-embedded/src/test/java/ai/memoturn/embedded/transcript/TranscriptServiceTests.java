package ai.memoturn.embedded.transcript;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.memory.Concurrently;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.Versioned;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link TranscriptService}.
 */
@Section("database 7")
class TranscriptServiceTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private Transcripts chats;

	@BeforeEach
	void open() {
		this.chats = new Transcripts(this.directory);
	}

	@AfterEach
	void close() {
		this.chats.close();
	}

	@Test
	void numbersShouldStartAtOnePerSession() {
		assertThat(this.chats.append("a", "1")).isEqualTo(1);
		assertThat(this.chats.append("a", "2")).isEqualTo(2);
		assertThat(this.chats.append("b", "3")).isEqualTo(1);
		assertThat(this.chats.append("a", "4")).isEqualTo(3);
	}

	@Test
	void windowShouldAnswerTheLastTurnsOldestFirst() {
		long first = this.chats.clock.millis();
		IntStream.rangeClosed(1, 5).forEach((i) -> {
			this.chats.append("a", String.valueOf(i));
			this.chats.append("b", "\"b\"");
			this.chats.clock.advance(10);
		});
		Versioned<List<StoredTurn>> window = this.chats.service.window(Transcripts.CHATS, "a", 2);
		assertThat(window.value()).containsExactly(new StoredTurn(4, "user", "4", first + 30),
				new StoredTurn(5, "user", "5", first + 40));
		assertThat(window.txid()).isEqualTo(10);
		assertThat(this.chats.window("a", 0)).isEmpty();
		assertThat(this.chats.window("a", 0xffffffffL)).containsExactly("1", "2", "3", "4", "5");
		assertThat(this.chats.window("unknown", 20)).isEmpty();
	}

	@Test
	@Section("database 9")
	void concurrentAppendsShouldBeToldTheirOwnNumbers() {
		List<Callable<List<Long>>> writers = IntStream.range(0, 8).<Callable<List<Long>>>mapToObj((writer) -> () -> {
			List<Long> numbers = new ArrayList<>();
			for (int i = 0; i < 25; i++) {
				long seq = this.chats.append("s", "\"" + writer + "-" + i + '"');
				numbers.add(seq);
				assertThat(this.chats.window("s", Long.MAX_VALUE).get((int) seq - 1))
					.isEqualTo("\"" + writer + "-" + i + '"');
			}
			return numbers;
		}).toList();
		List<List<Long>> told = Concurrently.run(writers);
		assertThat(told).allSatisfy((numbers) -> assertThat(numbers).isSorted());
		assertThat(told.stream().flatMap(List::stream))
			.containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 200).boxed().toList());
	}

	@Test
	void searchShouldAnswerTheNearestOfTheSession() {
		this.chats.append("a", "\"far\"", 0, 1);
		this.chats.append("a", "\"none\"");
		this.chats.append("a", "\"near\"", 2, 0.1f);
		this.chats.append("b", "\"other\"", 1, 0);
		this.chats.append("a", "\"opposite\"", -1, 0);
		assertThat(this.chats.search("a", 5, 1, 0)).extracting((found) -> found.turn().content())
			.containsExactly("\"near\"", "\"far\"", "\"opposite\"");
		assertThat(this.chats.search("a", 1, 1, 0)).singleElement().satisfies((found) -> {
			assertThat(found.sessionId()).isEqualTo("a");
			assertThat(found.turn().seq()).isEqualTo(3);
		});
		assertThat(this.chats.searchAll(1, 1, 0)).singleElement().satisfies((found) -> {
			assertThat(found.sessionId()).isEqualTo("b");
			assertThat(found.distance()).isEqualTo(0);
		});
		assertThat(this.chats.search("a", 0, 1, 0)).isEmpty();
		assertThat(this.chats.search("unknown", 5, 1, 0)).isEmpty();
	}

	@Test
	void distanceShouldBeThatOfTheCosine() {
		this.chats.append("a", "1", 1, 0, 0);
		assertThat((double) this.chats.search("a", 1, 0.9f, 0.1f, 0).get(0).distance()).isCloseTo(0.0061163,
				within(1e-5));
		this.chats.append("b", "1", 4, 5, 6);
		assertThat((double) this.chats.search("b", 1, 1, 2, 3).get(0).distance()).isCloseTo(0.0253682, within(1e-5));
	}

	@Test
	void whenVectorIsOfZerosThenItsDistanceIsOne() {
		this.chats.append("a", "1", 0, 0);
		this.chats.append("a", "2", -1, 0);
		assertThat(this.chats.search("a", 5, 1, 0)).extracting(FoundTurn::distance).containsExactly(1f, 2f);
		assertThat(this.chats.search("a", 5, 0, 0)).extracting(FoundTurn::distance).containsExactly(1f, 1f);
	}

	@Test
	@Section("memory 9")
	void turnsOfOtherLengthsShouldBePassedOver() {
		this.chats.append("a", "1", 1);
		this.chats.append("a", "2", 1, 1);
		this.chats.append("a", "3", 1, 1, 1);
		for (int length = 1; length <= 3; length++) {
			assertThat(this.chats.search("a", 5, new float[length])).extracting((found) -> found.turn().seq())
				.containsExactly((long) length);
		}
		assertThat(this.chats.search("a", 5, new float[4])).isEmpty();
		assertThat(this.chats.search("a", 5)).isEmpty();
	}

	@Test
	@Section("control 12.4")
	void resultsShouldBeOneThousandAtMost() {
		IntStream.range(0, 1005).forEach((i) -> this.chats.append("a", "1", 1, i));
		assertThat(this.chats.search("a", 0xffffffffL, 1, 0)).hasSize(1000);
	}

	@Test
	void whenSessionIdsShareAHashThenTheyAreToldApart() {
		assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
		this.chats.append("Aa", "1", 1, 0);
		this.chats.append("BB", "2", 1, 0);
		assertThat(this.chats.search("BB", 5, 1, 0)).extracting((found) -> found.turn().content()).containsExactly("2");
	}

	@Test
	void whenReopenedThenAllIsThereAndNumbersGoOn() {
		this.chats.append("a", "{\"text\":\"ü😀\"}", 1, 0);
		this.chats.append("a", "null", 1, 2, 3);
		this.chats.close();
		open();
		assertThat(this.chats.window("a", 20)).containsExactly("{\"text\":\"ü😀\"}", "null");
		assertThat(this.chats.search("a", 5, 1, 2, 3)).hasSize(1);
		assertThat(this.chats.append("a", "true")).isEqualTo(3);
	}

	@Test
	void whenTranscriptIsDroppedThenOthersStayAndNumbersStartAgain() {
		for (int i = 0; i < 3; i++) {
			this.chats.append("a", "1", 1, 0);
			this.chats.append("b", "2", 1, 0);
		}
		this.chats.drop("a");
		assertThat(this.chats.window("a", 20)).isEmpty();
		assertThat(this.chats.searchAll(10, 1, 0)).hasSize(3).extracting(FoundTurn::sessionId).containsOnly("b");
		assertThat(this.chats.append("a", "3", 1, 0)).isEqualTo(1);
		assertThat(this.chats.search("a", 5, 1, 0)).hasSize(1);
		this.chats.drop("unknown");
	}

	@Test
	void whenManyTurnsAreDroppedThenSearchGoesOn() {
		IntStream.range(0, 1500).forEach((i) -> this.chats.append("old", "1", 1, i));
		IntStream.range(0, 100).forEach((i) -> this.chats.append("new", "2", 1, i));
		this.chats.drop("old");
		assertThat(this.chats.searchAll(1000, 1, 0)).hasSize(100);
		assertThat(this.chats.search("new", 1, 1, 0).get(0).distance()).isEqualTo(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nowhere", "nowhere@main", "", "chats--x" })
	@Section("database 1.1")
	void whenDatabaseIsUnknownThenNotFound(String spec) {
		assertNotFound(FaultCode.DATABASE_NOT_FOUND, spec);
	}

	@ParameterizedTest
	@ValueSource(strings = { "chats@", "chats@other", "chats@main@x", "chats@Main" })
	@Section("database 1.1")
	void whenBranchIsUnknownThenNotFound(String spec) {
		assertNotFound(FaultCode.BRANCH_NOT_FOUND, spec);
	}

	private void assertNotFound(FaultCode code, String text) {
		DatabaseSpec spec = DatabaseSpec.parse(text);
		assertFault(code, () -> this.chats.service.append(spec, "s", new NewTurn("user", "1", null), false));
		assertFault(code, () -> this.chats.service.window(spec, "s", 1));
		assertFault(code, () -> this.chats.service.search(spec, "s", new float[1], 1));
	}

	@Test
	void whenEmbeddingIsNoneThenRefusedAndNothingAppended() {
		for (float[] bad : List.of(new float[0], new float[65_537], new float[] { Float.NaN },
				new float[] { Float.POSITIVE_INFINITY })) {
			assertFault(FaultCode.INVALID_REQUEST,
					() -> this.chats.service.append(Transcripts.CHATS, "s", new NewTurn("user", "1", bad), false))
				.contains("embedding");
		}
		assertThat(this.chats.window("s", 20)).isEmpty();
		assertThat(this.chats.append("s", "1")).isEqualTo(1);
	}

	@Test
	void whenAnAppendIsUndoneThenItsVectorIsGoneToo() {
		this.chats.append("s", "1", 1, 0);
		this.chats.store.write(this.chats.branch(), false,
				(transaction) -> transaction
					.prepare("CREATE TRIGGER poison AFTER INSERT ON __memoturn_message_vectors WHEN new.row > 1"
							+ " BEGIN SELECT RAISE(FAIL, 'poison'); END")
					.execute());
		assertFault(FaultCode.INTERNAL, () -> this.chats.append("s", "2", 1, 0));
		assertFault(FaultCode.INTERNAL, () -> this.chats.append("s", "3", 1, 0, 0));
		assertThat(this.chats.window("s", 20)).containsExactly("1");
		assertThat(this.chats.searchAll(10, 1, 0)).hasSize(1);
		assertThat(this.chats.searchAll(10, 1, 0, 0)).isEmpty();
		assertThat(this.chats.append("s", "4")).isEqualTo(2);
	}

}
