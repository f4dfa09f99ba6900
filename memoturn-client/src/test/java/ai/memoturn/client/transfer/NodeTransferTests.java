package ai.memoturn.client.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.memory.IngestedMemory;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.GuardedNode;
import ai.memoturn.embedded.NodeProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Export and import of profiles, on both faces, against a real node that asks for
 * credentials.
 */
@Timeout(120)
class NodeTransferTests {

	private static final int PROFILES = Integer.getInteger("memoturn.test.transfers", 5);

	@TempDir
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private GuardedNode node;

	@SuppressWarnings("NullAway.Init")
	private MemoturnClient client;

	@BeforeEach
	void start() {
		this.node = new GuardedNode(data());
		this.client = this.node.client(this.node.token("acme", TokenScope.ADMIN));
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.node.close();
	}

	private Path data() {
		return this.directory.resolve("data");
	}

	private Path file(String name) {
		return this.directory.resolve(name);
	}

	private MemoryProfile profile(Face face, String name) {
		return face.of(this.client).memory("acme", name);
	}

	private static void fill(MemoryProfile profile, Random random) {
		List<String> ids = new ArrayList<>();
		for (int i = 0, batches = 1 + random.nextInt(6); i < batches; i++) {
			List<MemoryInput> batch = new ArrayList<>();
			for (int j = 0, size = 1 + random.nextInt(6); j < size; j++) {
				batch.add(memory(random));
			}
			profile.ingest(batch).results().stream().map(IngestedMemory::id).forEach(ids::add);
			if (random.nextInt(3) == 0) {
				profile.forget(ids.get(random.nextInt(ids.size())));
			}
		}
	}

	private static MemoryInput memory(Random random) {
		Map<String, Object> content = Map.of("n", random.nextInt(5), "text", "é\n\"😀".repeat(random.nextInt(3)));
		MemoryInput memory = switch (random.nextInt(3)) {
			case 0 -> MemoryInput.fact("topic-" + random.nextInt(3), "a fact").content(content);
			case 1 -> MemoryInput.event("an event").content(content);
			default -> MemoryInput.task("a task").content(content);
		};
		if (random.nextBoolean()) {
			memory = memory.session("s/" + random.nextInt(3)).source("bot-" + random.nextInt(2)).keywords("ké y");
		}
		return random.nextBoolean() ? memory.embedding(random.nextFloat(), -random.nextFloat() * 1e-30f, 3e38f)
				: memory;
	}

	@ParameterizedTest
	@EnumSource
	void whenExportedAndImportedThenTheCopyExportsTheSame(Face face) throws IOException {
		long seed = new Random().nextLong();
		for (int i = 0; i < PROFILES; i++) {
			MemoryProfile original = profile(face, "original-" + i);
			MemoryProfile copy = profile(face, "copy-" + i);
			fill(original, new Random(seed + i));
			TransferSummary exported = original.exportTo(file("a" + i));
			assertThat(copy.importFrom(file("a" + i))).as("seed " + (seed + i)).isEqualTo(exported);
			assertThat(copy.exportTo(file("b" + i))).isEqualTo(exported);
			assertThat(file("b" + i)).as("seed " + (seed + i)).hasSameBinaryContentAs(file("a" + i));
			assertThat(Files.readAllLines(file("a" + i)))
				.hasSize((int) (exported.memories() + exported.sessions() + 2));
			assertThat(original.branches()).isEmpty();
		}
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).noneMatch((file) -> file.toString().endsWith(".part"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenProfileIsLargerThanAPageThenAllOfItTravelsAndALateFaultTakesAllOfItBack(Face face) throws IOException {
		MemoryProfile original = profile(face, "large");
		for (int i = 0; i < 3; i++) {
			List<MemoryInput> batch = new ArrayList<>();
			for (int j = 0; j < 800; j++) {
				batch.add(MemoryInput.fact("topic", "n").content(i * 800 + j).embedding(i, j));
			}
			original.ingest(batch);
		}
		assertThat(original.exportTo(file("a"))).isEqualTo(new TransferSummary(2400, 0));
		MemoryProfile copy = profile(face, "copy");
		assertThat(copy.importFrom(file("a")).memories()).isEqualTo(2400);
		copy.exportTo(file("b"));
		assertThat(file("b")).hasSameBinaryContentAs(file("a"));
		// Right by itself, but not behind the others, which have been stored by then.
		List<String> lines = new ArrayList<>(Files.readAllLines(file("a")));
		lines.set(2300, lines.get(1));
		Files.write(file("twice"), lines);
		MemoryProfile fresh = profile(face, "fresh");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> fresh.importFrom(file("twice")))
			.withMessageContaining("line 2301: ")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		assertThat(fresh.recall((query) -> query.topicKey("topic").includeSuperseded(true)).memories()).isEmpty();
		assertThat(fresh.importFrom(file("a")).memories()).isEqualTo(2400);
	}

	@ParameterizedTest
	@EnumSource
	void whenALineIsBadThenItsNumberIsNamedAndNothingChanges(Face face) throws IOException {
		MemoryProfile original = profile(face, "original");
		original.ingest(MemoryInput.event("one"), MemoryInput.event("two").content(2));
		original.exportTo(file("a"));
		List<String> lines = Files.readAllLines(file("a"));
		MemoryProfile other = profile(face, "other");
		Files.writeString(file("bad"), lines.get(0) + "\n" + lines.get(1).replace("one", " ") + "\n");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> other.importFrom(file("bad")))
			.withMessageContaining("line 2: memory.summary");
		Files.write(file("cut"), lines.subList(0, 3));
		assertThatIllegalArgumentException().isThrownBy(() -> other.importFrom(file("cut")))
			.withMessageStartingWith("line 4: is missing");
		Files.write(file("empty"), List.of());
		assertThatIllegalArgumentException().isThrownBy(() -> other.importFrom(file("empty")))
			.withMessageStartingWith("line 1: is missing");
		Files.write(file("latin"), new byte[] { '{', (byte) 0xe9, '}' });
		assertThatIllegalArgumentException().isThrownBy(() -> other.importFrom(file("latin")))
			.withMessageContaining("is not UTF-8");
		assertThat(this.client.profiles("acme")).extracting("profile").containsExactly("original");
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> original.importFrom(file("a")));
		assertThat(original.recall((query) -> query.query("one two")).memories()).hasSize(2);
		assertThatIllegalArgumentException().isThrownBy(() -> original.exportTo(file("a")))
			.withMessageContaining("does not exist yet");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> other.exportTo(file("none")));
		assertThat(file("none")).doesNotExist();
	}

	@ParameterizedTest
	@EnumSource
	void whenTokenIsNotForAdministrationThenRefused(Face face) throws IOException {
		profile(face, "alice").ingest(MemoryInput.event("one"));
		profile(face, "alice").exportTo(file("a"));
		try (MemoturnClient writer = this.node.client(this.node.token("acme", TokenScope.WRITE))) {
			MemoryProfile alice = face.of(writer).memory("acme", "alice");
			assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> alice.exportTo(file("b")));
			assertThatExceptionOfType(ForbiddenException.class)
				.isThrownBy(() -> face.of(writer).memory("acme", "bob").importFrom(file("a")));
		}
		assertThat(file("b")).doesNotExist();
	}

	@Test
	void theNodesProgramShouldWriteAndReadTheSameFileAsBothFaces() throws Exception {
		fill(profile(Face.BLOCKING, "alice"), new Random(1));
		profile(Face.BLOCKING, "alice").exportTo(file("client"));
		profile(Face.REACTIVE, "alice").exportTo(file("reactive"));
		assertThat(file("reactive")).hasSameBinaryContentAs(file("client"));
		stop();
		assertThat(program("export", "acme/alice", file("program").toString())).isZero();
		assertThat(file("program")).hasSameBinaryContentAs(file("client"));
		assertThat(program("import", "acme/bob", file("client").toString())).isZero();
		assertThat(program("import", "acme/bob", file("client").toString())).isEqualTo(1);
		start();
		profile(Face.BLOCKING, "bob").exportTo(file("again"));
		assertThat(file("again")).hasSameBinaryContentAs(file("client"));
	}

	private int program(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), NodeProgram.class.getName()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(file("output").toFile());
		builder.environment().put("MEMOTURN_DATA_DIR", data().toString());
		Process process = builder.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return process.exitValue();
		}
		finally {
			process.destroyForcibly();
		}
	}

}
