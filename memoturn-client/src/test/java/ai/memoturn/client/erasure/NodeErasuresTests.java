package ai.memoturn.client.erasure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.memory.ForgetResult;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.policy.Policy;
import ai.memoturn.client.testing.Face;
import ai.memoturn.embedded.EmbeddedNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Erasures at a real node, which erases history at once and looks for it all the time.
 */
@Timeout(60)
class NodeErasuresTests {

	@TempDir
	static Path data;

	@SuppressWarnings("NullAway.Init")
	private static EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private static MemoturnClient client;

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder()
			.dataDirectory(data)
			.port(0)
			.auth(true)
			.controlRate(1_000)
			.erasureGrace(Duration.ZERO)
			.maintenanceInterval(Duration.ofMillis(20))
			.start();
		client = MemoturnClient.builder()
			.url(node.url())
			.token(node.namespaceToken("acme").orElseThrow())
			.platformKey(node.platformKey().orElseThrow())
			.build();
	}

	@AfterAll
	static void stop() {
		client.close();
		node.close();
	}

	@ParameterizedTest
	@EnumSource
	void erasedTopicShouldEndInAReceiptThatVerifies(Face face) {
		MemoryProfile memory = memory(face, "topic");
		String older = id(memory, MemoryInput.fact("user.address", "1 Main Street").content(1));
		String newer = id(memory, MemoryInput.fact("user.address", "2 Side Street").content(2));
		long before = memory.ingest(MemoryInput.event("moved")).txid();
		EraseResult erased = memory.erase(ErasureTarget.facts("user.address"));
		assertThat(erased.txid()).isGreaterThan(before);
		assertThat(erased.status()).isEqualTo(ErasureStatus.PENDING);
		assertThat(memory.get(older)).isEmpty();
		assertThat(memory.get(newer)).isEmpty();

		Erasure completed = completed(memory, erased.erasureId());
		assertThat(completed.database()).isEqualTo("acme--" + memory.profile());
		assertThat(completed.memoryIds()).containsExactlyInAnyOrder(older, newer);
		assertThat(completed.forgetTxid()).isEqualTo(Map.of("main", erased.txid()));
		assertThat(completed.graceUntil()).isEqualTo(erased.graceUntil()).isEqualTo(completed.requestedAt());
		assertThat(Objects.requireNonNull(completed.completedAt())).isBetween(completed.requestedAt(),
				Instant.now().plusSeconds(60));

		ReceiptVerifier verifier = ReceiptVerifier.of(node.publicKey().orElseThrow());
		ErasureReceipt receipt = Objects.requireNonNull(completed.receipt());
		assertThat(verifier.verify(completed).problem()).isNull();
		assertThat(verifier.verify(ErasureReceipt.parse(receipt.toJson())).problem()).isNull();
		String otherTime = receipt.toJson()
			.replace("\"completed_at\":" + completed.completedAt().toEpochMilli(), "\"completed_at\":1");
		assertThat(verifier.verify(ErasureReceipt.parse(otherTime)).problem())
			.isEqualTo(ReceiptProblem.WRONG_SIGNATURE);
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> memory.rewind(before));
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> memory.erase(ErasureTarget.facts("user.address")));
	}

	@ParameterizedTest
	@EnumSource
	void checkpointAndBranchShouldBlockUntilTheyAreGone(Face face) {
		MemoryProfile memory = memory(face, "blocked");
		String id = id(memory, MemoryInput.instruction("tone", "whisper"));
		memory.checkpoint("pre-launch");
		memory.fork("draft");
		String erasure = memory.erase(ErasureTarget.memory(id)).erasureId();
		Erasure blocked = await(memory, erasure, Erasure::isBlocked);
		assertThat(blocked.blockedBy())
			.isEqualTo(new ErasureBlockers(List.of("pre-launch"), List.of("draft"), Map.of()));
		memory.deleteBranch("draft");
		Erasure less = await(memory, erasure,
				(coupon) -> coupon.blockedBy() != null && coupon.blockedBy().branches().isEmpty());
		assertThat(Objects.requireNonNull(less.blockedBy()).checkpoints()).containsExactly("pre-launch");
		memory.checkpoint("pre-launch");
		assertThat(completed(memory, erasure).blockedBy()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void sessionShouldGoWithItsTranscript(Face face) {
		MemoryProfile memory = memory(face, "session");
		memory.ingest(MemoryInput.task("call back").session("s-1"), MemoryInput.fact("called").session("s-1"));
		memory.transcript("s-1").append("user", "hello");
		memory.erase(ErasureTarget.session("s-1"));
		assertThat(memory.sessions().sessions()).isEmpty();
		assertThat(memory.transcript("s-1").window().turns()).hasSize(1);
		String erasure = memory.erase(ErasureTarget.sessionWithTranscript("s-1")).erasureId();
		assertThat(memory.transcript("s-1").window().turns()).isEmpty();
		assertThat(memory.recall("called").memories()).hasSize(1);
		assertThat(completed(memory, erasure).target()).isEqualTo(ErasureTarget.sessionWithTranscript("s-1"));
		assertThat(memory.erasures()).hasSize(2).allSatisfy((coupon) -> assertThat(coupon.memoryIds()).isEmpty());
	}

	@ParameterizedTest
	@EnumSource
	void policyShouldMakeAnErasureOfEachForget(Face face) {
		MemoryProfile memory = memory(face, "purge");
		String first = id(memory, MemoryInput.event("one").content(1));
		String second = id(memory, MemoryInput.event("two").content(2));
		assertThat(memory.forgetAndReport(first)).isEqualTo(new ForgetResult(true, null));
		client.policies().putProfile("acme", memory.profile(), Policy.builder().purgeOnForget(true).build());
		ForgetResult forgotten = memory.forgetAndReport(second);
		assertThat(forgotten.removed()).isTrue();
		Erasure erasure = memory.erasure(Objects.requireNonNull(forgotten.erasureId())).orElseThrow();
		assertThat(erasure.target()).isEqualTo(ErasureTarget.memory(second));
		assertThat(memory.erasures()).extracting(Erasure::id).containsExactly(erasure.id());
		assertThat(memory.forgetAndReport(second)).isEqualTo(new ForgetResult(false, null));
	}

	@ParameterizedTest
	@EnumSource
	void whatIsNotThereShouldBeSaid(Face face) {
		MemoryProfile memory = memory(face, "absent");
		assertThat(memory.erasures()).isEmpty();
		assertThat(memory.erasure("ers_0000000000000000")).isEmpty();
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> memory.erase(ErasureTarget.facts("t")))
			.returns("database_not_found", NotFoundException::code);
		memory.ingest(MemoryInput.event("x"));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> memory.erase(ErasureTarget.facts("t")))
			.returns("not_found", NotFoundException::code);
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> memory.onBranch("draft").erase(ErasureTarget.facts("t")))
			.returns("branch_not_found", NotFoundException::code);
		String id = memory.erase(ErasureTarget.session("never seen")).erasureId();
		assertThat(memory(face, "other").erasure(id)).isEmpty();
	}

	@Test
	void readTokenShouldReadCouponsAndEraseNothing() {
		try (MemoturnClient reader = MemoturnClient.builder()
			.url(node.url())
			.token(client.tokens().mintForNamespace("acme", TokenScope.READ).value())
			.build()) {
			MemoryProfile memory = reader.memory("acme", "reader");
			assertThat(memory.erasures()).isEmpty();
			assertThatExceptionOfType(ForbiddenException.class)
				.isThrownBy(() -> memory.erase(ErasureTarget.memory("mem_1")));
		}
	}

	private static Erasure completed(MemoryProfile memory, String id) {
		return await(memory, id, Erasure::isCompleted);
	}

	// The time limit of the test is that of this wait.
	private static Erasure await(MemoryProfile memory, String id, Predicate<Erasure> condition) {
		while (true) {
			Erasure erasure = memory.erasure(id).orElseThrow();
			if (condition.test(erasure)) {
				return erasure;
			}
			LockSupport.parkNanos(10_000_000);
		}
	}

	private static MemoryProfile memory(Face face, String profile) {
		return face.of(client).memory("acme", profile + "-" + face.ordinal());
	}

	private static String id(MemoryProfile memory, MemoryInput input) {
		return memory.ingest(input).results().get(0).id();
	}

}
