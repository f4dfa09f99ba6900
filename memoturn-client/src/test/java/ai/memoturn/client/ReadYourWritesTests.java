package ai.memoturn.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.ReceivedRequest;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a client has written or read of a branch, it demands of later reads.
 */
@Timeout(60)
class ReadYourWritesTests {

	private ScriptedServer server;

	private MemoturnClient client;

	@BeforeEach
	void open() {
		this.server = new ScriptedServer(Reply.close());
		this.client = MemoturnClient.builder().url(this.server.url()).build();
	}

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void readsShouldDemandWhatWasWrittenAndRead(Face face) {
		MemoryProfile alice = face.memory(this.client);
		answerAt(5);
		alice.recall("x");
		assertThat(floor()).isEmpty();
		alice.recall("x");
		assertThat(floor()).isEqualTo("5");
		answerAt(8);
		alice.ingest(MemoryInput.event("x"));
		assertThat(floor()).isEmpty();
		alice.recall("x");
		assertThat(floor()).isEqualTo("8");
		alice.with((options) -> options.minTxid(3)).recall("x");
		assertThat(floor()).isEqualTo("8");
		alice.with((options) -> options.minTxid(11)).recall("x");
		assertThat(floor()).isEqualTo("11");
	}

	@ParameterizedTest
	@EnumSource
	void marksShouldBeSharedByTheFacesAndByWhateverAddressesABranch(Face face) {
		answerAt(8);
		face.memory(this.client).ingest(MemoryInput.event("x"));
		this.client.memory("acme", "alice").recall("x");
		assertThat(floor()).isEqualTo("8");
		face.of(this.client).database("acme--alice@main").transcript("s").window();
		assertThat(floor()).isEqualTo("8");
		face.memory(this.client).onBranch("draft").recall("x");
		assertThat(floor()).isEmpty();
		face.of(this.client).memory("acme", "bob").recall("x");
		assertThat(floor()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whenAnAnswerIsOlderThanTheMarkThenItSaysSoAndTheMarkIsDropped(Face face) {
		MemoryProfile alice = face.memory(this.client);
		answerAt(100);
		assertThat(alice.recall("x").stale()).isFalse();
		answerAt(51);
		RecallResult stale = alice.recall("x");
		assertThat(stale.stale()).isTrue();
		assertThat(stale.txid()).isEqualTo(51);
		assertThat(alice.recall("x").stale()).isFalse();
		assertThat(floor()).isEqualTo("51");
	}

	@ParameterizedTest
	@EnumSource
	void whenTheProfileIsGoneThenItIsReadAsOneThatNeverWas(Face face) {
		MemoryProfile alice = face.memory(this.client);
		answerAt(100);
		alice.ingest(MemoryInput.event("x"));
		// As the protocol says: a floor makes a 404 of the empty answer.
		this.server.answer((request) -> request.header("memoturn-min-txid").isPresent()
				? Reply.json(404, "{\"error\":\"profile not found\",\"code\":\"not_found\"}")
				: Reply.of(200, "", "{\"memories\":[],\"txid\":0}", "Memoturn-Txid: 0"));
		assertThat(alice.recall("x").memories()).isEmpty();
		assertThat(alice.recall("x").stale()).isFalse();
		assertThat(this.server.requests()).hasSize(4);
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> alice.with((options) -> options.minTxid(3)).recall("x"))
			.returns(1, MemoturnException::attempts);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheDatabaseIsDeletedThenItsMarksAreDropped(Face face) {
		MemoryProfile alice = face.memory(this.client);
		answerAt(100);
		alice.ingest(MemoryInput.event("x"));
		alice.onBranch("draft").ingest(MemoryInput.event("x"));
		face.of(this.client).memory("acme", "bob").ingest(MemoryInput.event("x"));
		this.server.reply(Reply.reset());
		// Even when nobody knows whether it was deleted.
		assertThatExceptionOfType(UnknownOutcomeException.class)
			.isThrownBy(() -> face.of(this.client).databases().delete("acme--alice"));
		answerAt(1);
		alice.recall("x");
		assertThat(floor()).isEmpty();
		alice.onBranch("draft").recall("x");
		assertThat(floor()).isEmpty();
		face.of(this.client).memory("acme", "bob").recall("x");
		assertThat(floor()).isEqualTo("100");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "x", "1.5", "99999999999999999999", "" })
	void whenTheNodeSendsNoTransactionIdThenTheMarkStays(String txid) {
		MemoryProfile alice = this.client.memory("acme", "alice");
		answerAt(8);
		alice.recall("x");
		for (List<String> headers : List.of(List.of("Memoturn-Txid: " + txid),
				List.of("Memoturn-Txid: 9", "Memoturn-Txid: 10"))) {
			this.server.reply(Reply.of(200, "", "{\"memories\":[],\"txid\":99}", headers.toArray(String[]::new)));
			assertThat(alice.recall("x").stale()).isFalse();
			alice.recall("x");
			assertThat(floor()).isEqualTo("8");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTurnedOffThenNothingIsDemanded(Face face) {
		try (MemoturnClient off = MemoturnClient.builder()
			.url(this.server.url())
			.readYourWrites(Duration.ZERO)
			.build()) {
			answerAt(8);
			face.memory(off).ingest(MemoryInput.event("x"));
			face.memory(off).recall("x");
			assertThat(floor()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenProfilesAreUsedAtOnceThenNoMarkCrosses(Face face) {
		AtomicLong txids = new AtomicLong();
		this.server.answer((request) -> {
			// Each profile counts in its own thousands.
			long base = Long.parseLong(request.path().replaceAll(".*/p(\\d+)/.*", "$1")) * 1000;
			request.header("memoturn-min-txid")
				.ifPresent((floor) -> assertThat(Long.parseLong(floor)).isBetween(base, base + 999));
			return answer(base + txids.incrementAndGet() % 1000);
		});
		IntStream.range(0, 400).parallel().forEach((i) -> {
			MemoryProfile memory = face.of(this.client).memory("acme", "p" + (1 + i % 7));
			memory.ingest(MemoryInput.event("x"));
			memory.recall("x");
		});
		assertThat(this.server.requests()).hasSize(800);
		assertThat(this.server.requests()).filteredOn((request) -> request.path().endsWith("/recall"))
			.allMatch((request) -> request.header("memoturn-min-txid").isPresent());
	}

	private void answerAt(long txid) {
		this.server.reply(answer(txid));
	}

	private static Reply answer(long txid) {
		return Reply.of(200, "application/json",
				"{\"memories\":[],\"turns\":[],\"results\":[{\"id\":\"mem_1\",\"status\":\"created\","
						+ "\"superseded\":[]}],\"txid\":" + txid + "}",
				"Memoturn-Txid: " + txid);
	}

	private String floor() {
		ReceivedRequest last = this.server.lastRequest();
		return last.header("memoturn-min-txid").orElse("");
	}

}
