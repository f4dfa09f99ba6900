package ai.memoturn.client;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecalledMemory;
import ai.memoturn.client.testing.Face;
import ai.memoturn.embedded.EmbeddedNode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Forks, checkpoints and rewinds of profiles and databases, on both faces, against a real
 * node.
 */
@Timeout(60)
class EmbeddedBranchTests {

	@TempDir
	static Path data;

	private static @Nullable EmbeddedNode node;

	private static @Nullable MemoturnClient client;

	@BeforeAll
	static void start() {
		EmbeddedNode started = EmbeddedNode.builder().dataDirectory(data).port(0).start();
		node = started;
		client = MemoturnClient.builder().url(started::url).build();
	}

	@AfterAll
	static void stop() {
		if (client != null) {
			client.close();
		}
		if (node != null) {
			node.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void theWorkedExampleOfTheProtocolShouldHold(Face face) {
		MemoturnDatabase main = database(face, "worked");
		assertThat(main.kv("s").put("k", "1").txid()).isEqualTo(1);
		assertThat(main.checkpoint("a")).isEqualTo(new Checkpoint("a", 1));
		assertThat(main.kv("s").put("k", "2").txid()).isEqualTo(2);
		assertThat(main.checkpoint("b")).isEqualTo(new Checkpoint("b", 2));
		MemoturnDatabase exp = main.fork("exp");
		assertThat(exp).returns("exp", MemoturnDatabase::branch).returns(main.name(), MemoturnDatabase::name);
		assertThat(main.rewind("a").txid()).isEqualTo(1);
		assertThat(main.kv("s").get("k")).contains("1");
		assertThat(exp.kv("s").get("k")).contains("2");
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> main.rewind(2))
			.returns(ErrorCodes.CONFLICT, MemoturnException::code);
		assertThat(main.kv("s").put("k", "9").txid()).isEqualTo(2);
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> exp.rewind("a"))
			.returns(ErrorCodes.BRANCH_NOT_FOUND, MemoturnException::code);
		assertThat(exp.rewind(1).txid()).isEqualTo(1);
		assertThat(exp.kv("s").get("k")).contains("1");
		assertThat(main.kv("s").get("k")).contains("9");
		assertThat(main.sync()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void aProfileShouldForkExperimentAndRewind(Face face) {
		MemoryProfile alice = face.of(client()).memory("acme", "alice-" + face.name().toLowerCase(Locale.ROOT));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> alice.checkpoint("too early"))
			.returns(ErrorCodes.DATABASE_NOT_FOUND, MemoturnException::code);
		alice.ingest(likes("dark"));
		alice.transcript("s-1").append("user", "hello");
		assertThat(alice.checkpoint("before").name()).isEqualTo("before");

		Instant now = Instant.now();
		MemoryProfile burner = alice.fork("experiment", Duration.ofHours(1));
		MemoryProfile nested = burner.fork("nested 1.é");
		nested.ingest(likes("green"));
		burner.ingest(likes("light"));
		burner.transcript("s-1").append("user", "on the fork");
		assertThat(alice.recall("likes").memories()).extracting(RecalledMemory::summary).containsExactly("likes dark");
		assertThat(burner.recall("likes").memories()).extracting(RecalledMemory::summary)
			.containsExactly("likes light");
		assertThat(nested.recall("likes").memories()).extracting(RecalledMemory::summary)
			.containsExactly("likes green");
		assertThat(alice.transcript("s-1").window().turns()).hasSize(1);
		assertThat(burner.transcript("s-1").window().turns()).hasSize(2);

		List<BranchInfo> branches = burner.branches();
		assertThat(branches).isEqualTo(alice.branches())
			.extracting(BranchInfo::name)
			.containsExactly("experiment", "nested 1.é");
		assertThat(branches.get(1).ttlAt()).isNull();
		assertThat(branches.get(0).ttlAt()).isBetween(now.plus(Duration.ofMinutes(59)),
				now.plus(Duration.ofMinutes(61)));
		assertThat(branches).allSatisfy(
				(branch) -> assertThat(branch.createdAt()).isBetween(now.minusSeconds(60), now.plusSeconds(60)));
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> alice.fork("experiment"));

		alice.ingest(likes("light"));
		alice.rewind("before");
		assertThat(alice.recall("likes").memories()).extracting(RecalledMemory::summary).containsExactly("likes dark");

		alice.deleteBranch("experiment");
		burner.deleteBranch("experiment");
		assertThat(alice.branches()).extracting(BranchInfo::name).containsExactly("nested 1.é");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> burner.recall("likes"))
			.returns(ErrorCodes.BRANCH_NOT_FOUND, MemoturnException::code);
		assertThat(nested.recall("likes").first().summary()).isEqualTo("likes green");
		MemoryProfile again = alice.fork("experiment", Duration.ZERO);
		assertThat(again.recall("likes").first().summary()).isEqualTo("likes dark");
	}

	@ParameterizedTest
	@EnumSource
	void aBranchShouldHoldAllKindsOfData(Face face) {
		MemoturnDatabase main = database(face, "kinds");
		main.collection("c").insert(Map.of("_id", "a", "n", 1));
		main.vectors("v").upsert("a", new float[] { 1, 0 });
		long before = main.sync();
		MemoturnDatabase fork = main.fork("b");
		fork.collection("c").insert(Map.of("_id", "b"));
		fork.vectors("v").upsert("b", new float[] { 0, 1 });
		fork.kv("s").put("k", "v");
		assertThat(main.collection("c").find().documents()).hasSize(1);
		assertThat(main.vectors("v").search(new float[] { 1, 1 }).hits()).hasSize(1);
		assertThat(fork.collection("c").find().documents()).hasSize(2);
		assertThat(fork.vectors("v").search(new float[] { 1, 1 }).hits()).hasSize(2);
		assertThat(fork.rewind(before).txid()).isEqualTo(before);
		assertThat(fork.collection("c").find().documents()).hasSize(1);
		assertThat(fork.vectors("v").search(new float[] { 1, 1 }).hits()).hasSize(1);
		assertThat(fork.kv("s").get("k")).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whatDoesNotExistShouldBeSaid(Face face) {
		MemoturnDatabase none = face.of(client()).database("acme--nobody");
		MemoturnDatabase draft = database(face, "missing").onBranch("no such");
		for (MemoturnDatabase missing : List.of(none, draft)) {
			String code = (missing == none) ? ErrorCodes.DATABASE_NOT_FOUND : ErrorCodes.BRANCH_NOT_FOUND;
			for (ThrowingCallable call : List.<ThrowingCallable>of(() -> missing.checkpoint("a"),
					() -> missing.rewind("a"), () -> missing.rewind(0), () -> missing.fork("x"), missing::sync)) {
				assertThatExceptionOfType(NotFoundException.class).isThrownBy(call)
					.returns(code, MemoturnException::code);
			}
		}
		for (ThrowingCallable call : List.<ThrowingCallable>of(none::branches, () -> none.deleteBranch("x"))) {
			assertThatExceptionOfType(NotFoundException.class).isThrownBy(call)
				.returns(ErrorCodes.DATABASE_NOT_FOUND, MemoturnException::code);
		}
		assertThat(draft.branches()).isEmpty();
		draft.deleteBranch("x");
	}

	// What a fact says is its content, without which all were one.
	private static MemoryInput likes(String theme) {
		return MemoryInput.fact("user.theme", "likes " + theme).content(theme);
	}

	private static MemoturnClient client() {
		return Objects.requireNonNull(client);
	}

	private static MemoturnDatabase database(Face face, String name) {
		String database = name + " " + face;
		client().databases().create(database);
		return face.of(client()).database(database);
	}

}
