package ai.memoturn.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import ai.memoturn.embedded.access.TestKeys;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NodeProgram}, in a JVM of its own, and {@link ProgramOptions}.
 */
class NodeProgramTests {

	private static final String MEMORIES = "/v1/memory/acme/alice/memories";

	@TempDir
	private Path directory;

	private final List<Process> processes = new ArrayList<>();

	@AfterEach
	void killWhatIsLeft() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroyForcibly();
			assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	private Path out() {
		return this.directory.resolve("out");
	}

	private Path err() {
		return this.directory.resolve("err");
	}

	private Process launch(Map<String, String> environment, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		if (Runtime.version().feature() >= 22) {
			// In the jar the manifest says so.
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Xmx256m", NodeProgram.class.getName()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectOutput(out().toFile())
			.redirectError(err().toFile());
		builder.environment().keySet().removeIf((name) -> name.startsWith("MEMOTURN_") || name.startsWith("JAVA_TOOL"));
		builder.environment().putAll(environment);
		Process process = builder.start();
		this.processes.add(process);
		return process;
	}

	private Calls awaitReady(Process process) {
		Eventually.holds(() -> {
			assertThat(process.isAlive()).as(read(err())).isTrue();
			assertThat(read(out())).endsWith("\n");
		});
		return new Calls(URI.create(read(out()).replaceFirst("(?s).*(http://[0-9.]+:[0-9]+),.*", "$1")));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void store(Calls calls, String content) {
		assertThat(calls
			.post(MEMORIES, "{\"memories\":[{\"type\":\"event\",\"summary\":\"kept\",\"content\":" + content + "}]}")
			.status()).isEqualTo(201);
	}

	private static int count(Calls calls) {
		String body = calls.post("/v1/memory/acme/alice/recall", "{\"query\":\"kept\",\"k\":100}").body();
		return body.split("\"id\":", -1).length - 1;
	}

	@Test
	void programShouldSayWhereItIsStopGracefullyAndFindItsDataAgain() throws Exception {
		Map<String, String> environment = Map.of("MEMOTURN_LISTEN", "127.0.0.1:0", "MEMOTURN_DATA_DIR", "memories",
				"MEMOTURN_DURABILITY", "DURABLE", "MEMOTURN_MAX_BODY_BYTES", "1000", "MEMOTURN_AUTH", "off",
				"MEMOTURN_SINGLE_NODE", "1", "MEMOTURN_ALLOWED_HOSTS", "memo.example, other.example",
				"MEMOTURN_REQUEST_TIMEOUT", "10", "MEMOTURN_EMBED_API_KEY", " ");
		Process first = launch(environment);
		Calls calls = awaitReady(first);
		assertThat(read(out())).isEqualTo("Memoturn node accepts requests at http://127.0.0.1:"
				+ calls.address().getPort() + ", data in " + this.directory.resolve("memories") + "\n");
		store(calls, "1");
		assertThat(calls.post(MEMORIES, " ".repeat(1001)).status()).isEqualTo(413);
		first.destroy();
		assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(read(err()).lines()).singleElement().asString().contains("WARN", "MEMOTURN_AUTH is off");
		assertThat(read(out()).lines()).hasSize(1);
		Process second = launch(environment);
		assertThat(count(awaitReady(second))).isEqualTo(1);
	}

	@Test
	void whenKilledThenWhatWasAcknowledgedIsFoundAgain() throws Exception {
		Map<String, String> environment = Map.of("MEMOTURN_LISTEN", "127.0.0.1:0");
		Process first = launch(environment);
		Calls calls = awaitReady(first);
		for (int i = 0; i < 20; i++) {
			store(calls, String.valueOf(i));
		}
		first.destroyForcibly();
		assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
		Process second = launch(environment);
		assertThat(count(awaitReady(second))).isEqualTo(20);
		assertThat(this.directory.resolve("data")).isDirectory();
	}

	@Test
	void whenAnotherProcessHasTheDirectoryThenRefused() throws Exception {
		Map<String, String> environment = Map.of("MEMOTURN_LISTEN", "127.0.0.1:0");
		awaitReady(launch(environment));
		assertRefused(launch(environment), "MEMOTURN_DATA_DIR", "in use");
	}

	@Test
	void whenAValueIsBadThenOneLineAndNonZero() throws Exception {
		assertRefused(launch(Map.of("MEMOTURN_MAX_CONCURRENCY", "many")), "MEMOTURN_MAX_CONCURRENCY", "'many'");
	}

	@Test
	void whenArgumentsAreGivenThenRefused() throws Exception {
		assertRefused(launch(Map.of(), "--port=80"), "no arguments");
	}

	private void assertRefused(Process process, String... parts) throws InterruptedException {
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(1);
		assertThat(read(err()).lines()).singleElement().asString().startsWith("memoturn-node: ").contains(parts);
		assertThat(read(out())).isEmpty();
	}

	private static String refusal(Map<String, String> environment) {
		ProgramOptions options = new ProgramOptions(environment);
		try {
			options.builder().port(0).dataDirectory(Path.of("not-used")).start().close();
			throw new AssertionError("was accepted");
		}
		catch (ProgramOptions.BadOptionException ex) {
			return String.valueOf(ex.getMessage());
		}
		catch (NodeStartException ex) {
			return String.valueOf(options.explain(ex).getMessage());
		}
	}

	@ParameterizedTest
	@CsvSource({ "MEMOTURN_LISTEN, 8080, host:port", "MEMOTURN_LISTEN, :8080, host:port",
			"MEMOTURN_LISTEN, 127.0.0.1:, no number", "MEMOTURN_LISTEN, 127.0.0.1:x, no number",
			"MEMOTURN_LISTEN, ::1:80, host:port", "MEMOTURN_LISTEN, 0.0.0.0:8080, loopback",
			"MEMOTURN_LISTEN, '[::]:8080', loopback", "MEMOTURN_REQUEST_TIMEOUT, 0, day",
			"MEMOTURN_REQUEST_TIMEOUT, 1.5, whole number", "MEMOTURN_REQUEST_TIMEOUT, 9223372036854775807, day",
			"MEMOTURN_MAX_BODY_BYTES, 0, from 1", "MEMOTURN_MAX_BODY_BYTES, 1e6, whole number",
			"MEMOTURN_MAX_CONCURRENCY, -1, from 1", "MEMOTURN_MAX_CONCURRENCY, 99999999999, from 1",
			"MEMOTURN_WRITE_QUEUE_DEPTH, 0, from 1", "MEMOTURN_DURABILITY, fsync, standard or durable",
			"MEMOTURN_ALLOWED_HOSTS, 'a,,b', without scheme", "MEMOTURN_ALLOWED_HOSTS, http://a, without scheme",
			"MEMOTURN_SWEEP_INTERVAL_MS, 0, from a millisecond", "MEMOTURN_SWEEP_INTERVAL_MS, 1s, whole number",
			"MEMOTURN_SWEEP_INTERVAL_MS, 86400001, to a day", "MEMOTURN_HOT_CAP, 0, from 1",
			"MEMOTURN_HOT_CAP, 1.5, whole number", "MEMOTURN_CONTROL_RATE, 0, more than 0",
			"MEMOTURN_CONTROL_RATE, -1, number of requests", "MEMOTURN_CONTROL_RATE, NaN, number of requests",
			"MEMOTURN_CONTROL_RATE, 0x1p3, number of requests", "MEMOTURN_CONTROL_RATE, 1000001, at most",
			"MEMOTURN_PITR_RETENTION_SECS, -1, from zero", "MEMOTURN_PITR_RETENTION_SECS, 1d, whole number",
			"MEMOTURN_PITR_SNAPSHOT_RETENTION_SECS, 9223372036854775807, 36500 days",
			"MEMOTURN_HISTORY_MAX_BYTES, 1048575, from 1048576", "MEMOTURN_HISTORY_MAX_BYTES, 1G, whole number",
			"MEMOTURN_HISTORY_ROTATION_BYTES, 0, from 65536", "MEMOTURN_MAINTENANCE_INTERVAL_MS, 0, from a millisecond",
			"MEMOTURN_MAINTENANCE_INTERVAL_MS, x, whole number", "MEMOTURN_AUDIT_FLUSH_MS, 99, from 100",
			"MEMOTURN_ERASURE_GRACE_SECS, -1, from zero", "MEMOTURN_ERASURE_GRACE_SECS, 1h, whole number",
			"MEMOTURN_AUDIT_FLUSH_MS, 2s, whole number", "MEMOTURN_NODE_ID, a b, letters",
			"MEMOTURN_AUTH, true, on or off", "MEMOTURN_AUTH, ON, on or off" })
	@Section("control 14")
	void whenValueCannotBeUsedThenVariableReasonAndRemedyAreNamed(String variable, String value, String part) {
		assertThat(refusal(Map.of(variable, value))).startsWith(variable).contains(part).hasLineCount(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "MEMOTURN_PERSIST_AUTH_KEY", "MEMOTURN_OBJECT_STORE", "MEMOTURN_CLUSTER_KEY",
			"MEMOTURN_ADVERTISE", "MEMOTURN_GC_GRACE_SECS", "MEMOTURN_EXTRACT_API_KEY", "MEMOTURN_ASSISTANT_API_KEY",
			"MEMOTURN_EMBED_API_KEY", "MEMOTURN_STRATA_NAMESPACES", "MEMOTURN_ETCD" })
	@Section("memory 8")
	void whenVariableAsksForWhatIsNotThereThenRefusedWithoutItsValue(String variable) {
		assertThat(refusal(Map.of(variable, "s3cret"))).startsWith(variable)
			.contains("unset it")
			.doesNotContain("s3cret");
	}

	@Test
	@Section("trust 1.1")
	void whenAuthIsOnThenKeysMustBeUsable() {
		Map<String, String> good = Map.of("MEMOTURN_AUTH", "on", "MEMOTURN_PLATFORM_KEY", "s3cret");
		assertThat(refusal(Map.of("MEMOTURN_AUTH", "on"))).startsWith("MEMOTURN_PLATFORM_KEY is required");
		assertThat(refusal(Map.of("MEMOTURN_AUTH", "on", "MEMOTURN_PLATFORM_KEY", " \t")))
			.startsWith("MEMOTURN_PLATFORM_KEY is required");
		assertThat(refusal(Map.of("MEMOTURN_AUTH", "on", "MEMOTURN_PLATFORM_KEY", "s3cret word")))
			.startsWith("MEMOTURN_PLATFORM_KEY: ")
			.contains("blanks")
			.doesNotContain("s3cret");
		for (String key : List.of("%%%s3cret", "c2VjcmV0",
				Base64.getEncoder().encodeToString(TestKeys.pkcs8()).substring(4))) {
			Map<String, String> environment = new HashMap<>(good);
			environment.put("MEMOTURN_AUTH_KEY", key);
			assertThat(refusal(environment)).startsWith("MEMOTURN_AUTH_KEY").hasLineCount(1).doesNotContain(key);
		}
	}

	@Test
	@Section("trust 1.1")
	void programShouldAskForCredentialsAndPrintItsPublicKey() throws Exception {
		Map<String, String> environment = Map.of("MEMOTURN_LISTEN", "0.0.0.0:0", "MEMOTURN_AUTH", "on",
				"MEMOTURN_PLATFORM_KEY", "s3cret");
		assertRefused(launch(environment, "--print-public-key"), "no key in", "MEMOTURN_AUTH=on");
		Calls calls = awaitReady(launch(environment));
		assertThat(calls.call("GET", "/v1/databases").status()).isEqualTo(401);
		assertThat(calls.call("GET", "/v1/databases", "Authorization: Bearer s3cret").status()).isEqualTo(200);
		assertThat(read(out()) + read(err())).doesNotContain("s3cret");
		Process printing = launch(environment, "--print-public-key");
		assertThat(printing.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(printing.exitValue()).isZero();
		assertThat(read(out())).matches("[0-9a-f]{64}\n");
		Process other = launch(Map.of("MEMOTURN_AUTH_KEY", Base64.getEncoder().encodeToString(TestKeys.pkcs8())),
				"--print-public-key");
		assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(read(out())).isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n");
	}

	@Test
	void whenEtcdIsEmptyThenItCountsAsSet() {
		assertThat(refusal(Map.of("MEMOTURN_ETCD", ""))).contains("cluster");
	}

	@Test
	void whenVariablesAreOfTheClientThenTheyAreIgnored() {
		ProgramOptions options = new ProgramOptions(
				Map.of("MEMOTURN_URL", "http://x", "MEMOTURN_TOKEN", "t", "MEMOTURN_PLATFORM_KEY", "k",
						"MEMOTURN_LISTEN", "[::1]:0", "MEMOTURN_DATA_DIR", this.directory.toString()));
		assertThat(options.builder()).isNotNull();
		assertThatExceptionOfType(ProgramOptions.BadOptionException.class)
			.isThrownBy(() -> new ProgramOptions(Map.of("MEMOTURN_LISTEN", "[::1")).builder());
	}

}
