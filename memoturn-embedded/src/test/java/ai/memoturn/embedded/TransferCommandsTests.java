package ai.memoturn.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import ai.memoturn.embedded.support.Calls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TransferCommands} and {@link ProgressBar}.
 */
class TransferCommandsTests {

	@TempDir
	private Path directory;

	private Path data() {
		return this.directory.resolve("data");
	}

	private Path file(String name) {
		return this.directory.resolve(name);
	}

	private String run(String... arguments) {
		return new TransferCommands(data(), false).run(List.of(arguments));
	}

	private void refused(String part, String... arguments) {
		assertThatExceptionOfType(ProgramOptions.BadOptionException.class).isThrownBy(() -> run(arguments))
			.withMessageContaining(part)
			.satisfies((ex) -> assertThat(ex.getMessage()).hasLineCount(1));
	}

	private void store() {
		try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(data()).port(0).start()) {
			Calls calls = new Calls(node.url());
			List<String> items = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				items.add("{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"n\",\"content\":" + i
						+ ",\"session_id\":\"s\",\"embedding\":[" + i + ",0.1]}");
			}
			assertThat(calls.post("/v1/memory/acme/alice/memories", "{\"memories\":[" + String.join(",", items) + "]}")
				.status()).isEqualTo(201);
			assertThat(calls.post("/v1/db/acme--alice/branches", "{\"name\":\"b\"}").status()).isEqualTo(201);
			assertThat(calls
				.post("/v1/memory/acme/alice/memories?branch=b",
						"{\"memories\":[{\"type\":\"event\",\"summary\":\"only on the branch\"}]}")
				.status()).isEqualTo(201);
		}
	}

	@Test
	void whenExportedAndImportedElsewhereThenTheFilesAreEqual() throws IOException {
		store();
		assertThat(run("export", "acme/alice", file("a").toString()))
			.isEqualTo("Exported 1000 memories and 1 sessions to " + file("a"));
		assertThat(run("export", "acme/alice@b", file("b").toString())).startsWith("Exported 1001 memories");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("a")))).isEqualTo("rw-------");
		assertThat(run("import", "acme/bob", file("a").toString())).startsWith("Imported 1000 memories and 1 sessions");
		run("export", "acme/bob", file("c").toString());
		assertThat(file("c")).hasSameBinaryContentAs(file("a"));
		Path elsewhere = file("elsewhere");
		new TransferCommands(elsewhere, false).run(List.of("import", "x/y", file("b").toString()));
		new TransferCommands(elsewhere, false).run(List.of("export", "x/y", file("d").toString()));
		assertThat(file("d")).hasSameBinaryContentAs(file("b"));
		try (var files = Files.list(this.directory)) {
			assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("data", "elsewhere",
					"a", "b", "c", "d");
		}
	}

	@Test
	void whenALineIsBadThenThereIsNoProfile() throws IOException {
		store();
		run("export", "acme/alice", file("a").toString());
		List<String> lines = Files.readAllLines(file("a"));
		Files.write(file("cut"), lines.subList(0, 500));
		refused("cut off", "import", "acme/bob", file("cut").toString());
		List<String> twice = new ArrayList<>(lines);
		twice.set(900, lines.get(899));
		Files.write(file("twice"), twice);
		refused("line 901: memory.id stands on an earlier line", "import", "acme/bob", file("twice").toString());
		Files.write(file("latin"), "{\"format\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
		refused("line 1: is not UTF-8", "import", "acme/bob", file("latin").toString());
		refused("acme/bob: profile not found", "export", "acme/bob", file("none").toString());
		refused("already holds memories", "import", "acme/alice", file("a").toString());
		assertThat(file("none")).doesNotExist();
	}

	@Test
	void whenItCannotBeDoneThenOneLineSaysWhy() throws IOException {
		refused("write export", "export");
		refused("is no profile", "export", "alice", file("a").toString());
		refused("MEMOTURN_DATA_DIR", "export", "acme/alice", file("a").toString());
		refused("does not exist", "import", "acme/alice", file("a").toString());
		Files.createFile(file("a"));
		refused("exists already", "export", "acme/alice", file("a").toString());
		try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(data()).port(0).start()) {
			assertThat(node.url()).isNotNull();
			refused("stop the node first", "export", "acme/alice", file("b").toString());
		}
		refused("invalid namespace", "export", "acme/A", file("b").toString());
	}

	@Test
	void barShouldBeDrawnAtMostTenTimesASecondAndOnTerminalsOnly() {
		AtomicLong time = new AtomicLong();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ProgressBar bar = new ProgressBar(new PrintStream(out), true, "Exporting", 200, time::get)) {
			bar.show(0);
			bar.show(50);
			time.addAndGet(100_000_000);
			bar.show(100);
			bar.complete();
		}
		assertThat(out.toString()).isEqualToIgnoringNewLines("\rExporting [" + " ".repeat(30) + "]   0 %\rExporting ["
				+ "#".repeat(15) + " ".repeat(15) + "]  50 %\rExporting [" + "#".repeat(30) + "] 100 %\n");
		out.reset();
		try (ProgressBar bar = new ProgressBar(new PrintStream(out), false, "Exporting", 200, time::get)) {
			bar.show(100);
			bar.complete();
		}
		assertThat(out.size()).isZero();
	}

}
