package ai.memoturn.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EmbeddedNode}: options, start and stop.
 */
class EmbeddedNodeTests {

	private static final String MEMORIES = "/v1/memory/acme/alice/memories";

	private static final String FACT = "{\"memories\":[{\"type\":\"fact\",\"summary\":\"kept\",\"content\":{\"v\":\"dark\"}}]}";

	private static final String FACT_ID = "mem_7c30e6f87d9b126f57171c7dc2c9f3dd";

	@TempDir
	private Path directory;

	private EmbeddedNode.Builder builder() {
		return EmbeddedNode.builder().dataDirectory(this.directory).port(0);
	}

	private static Set<String> nodeThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("memoturn"))
			.collect(Collectors.toSet());
	}

	private static void assertRefused(EmbeddedNode.Builder builder, String option, String... parts) {
		assertThatExceptionOfType(NodeStartException.class).isThrownBy(() -> builder.start().close())
			.withMessageStartingWith(option + ": ")
			.withMessageContainingAll(parts)
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo(option));
		Eventually.holds(() -> assertThat(nodeThreads()).isEmpty());
	}

	static Stream<Arguments> badOptions() {
		return Stream.of(Arguments.of("port", option((builder) -> builder.port(-1)), "65535"),
				Arguments.of("port", option((builder) -> builder.port(65536)), "65535"),
				Arguments.of("requestTimeout", option((builder) -> builder.requestTimeout(Duration.ZERO)), "PT0S"),
				Arguments.of("requestTimeout", option((builder) -> builder.requestTimeout(Duration.ofSeconds(-1))),
						"PT-1S"),
				Arguments.of("requestTimeout", option((builder) -> builder.requestTimeout(Duration.ofDays(2))), "day"),
				Arguments.of("maxBodySize", option((builder) -> builder.maxBodySize(0)), "from 1"),
				Arguments.of("maxBodySize", option((builder) -> builder.maxBodySize(Long.MAX_VALUE)), "1073741824"),
				Arguments.of("maxConcurrency", option((builder) -> builder.maxConcurrency(0)), "from 1"),
				Arguments.of("writeQueueDepth", option((builder) -> builder.writeQueueDepth(-5)), "not -5"),
				Arguments.of("sweepInterval", option((builder) -> builder.sweepInterval(Duration.ZERO)), "PT0S"),
				Arguments.of("sweepInterval", option((builder) -> builder.sweepInterval(Duration.ofDays(2))), "day"),
				Arguments.of("hotCap", option((builder) -> builder.hotCap(0)), "from 1"),
				Arguments.of("controlRate", option((builder) -> builder.controlRate(0)), "more than 0"),
				Arguments.of("controlRate", option((builder) -> builder.controlRate(Double.NaN)), "NaN"),
				Arguments.of("controlRate", option((builder) -> builder.controlRate(Double.POSITIVE_INFINITY)),
						"Infinity"),
				Arguments.of("host", option((builder) -> builder.host("0.0.0.0")), "127.0.0.1"),
				Arguments.of("host", option((builder) -> builder.host("192.0.2.1")), "auth is off"),
				Arguments.of("host", option((builder) -> builder.host("::")), "loopback"),
				Arguments.of("host", option((builder) -> builder.host("")), "127.0.0.1"),
				Arguments.of("host", option((builder) -> builder.host("256.1.1.1")), "127.0.0.1"),
				Arguments.of("platformKey", option((builder) -> builder.platformKey("")), "not shown"),
				Arguments.of("platformKey", option((builder) -> builder.platformKey("a b")), "blanks"),
				Arguments.of("signingKey", option((builder) -> builder.signingKey(new byte[48])), "PKCS#8"),
				Arguments.of("allowedHosts", option((builder) -> builder.allowedHosts("http://memo.example")),
						"without scheme"),
				Arguments.of("allowedHosts", option((builder) -> builder.allowedHosts("memo.example:80")), "port"),
				Arguments.of("allowedHosts", option((builder) -> builder.allowedHosts("ok", "")), "''"));
	}

	private static Consumer<EmbeddedNode.Builder> option(Consumer<EmbeddedNode.Builder> option) {
		return option;
	}

	@ParameterizedTest
	@MethodSource("badOptions")
	void whenOptionIsBadThenRefusedByName(String option, Consumer<EmbeddedNode.Builder> set, String part) {
		EmbeddedNode.Builder builder = builder();
		set.accept(builder);
		assertRefused(builder, option, part);
	}

	@Test
	void whenDataDirectoryIsMissingThenRefused() {
		assertRefused(EmbeddedNode.builder().port(0), "dataDirectory", "required");
	}

	@Test
	void whenDataDirectoryIsAFileThenRefused() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "x");
		assertRefused(builder().dataDirectory(file), "dataDirectory", file.toString());
	}

	@Test
	void whenPortIsInUseThenRefusedAndNothingLeftBehind() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertRefused(builder().port(taken.getLocalPort()), "port", "in use", ":" + taken.getLocalPort());
		}
		builder().start().close();
	}

	@Test
	void whenDirectoryIsInUseThenRefusedUntilReleased() {
		try (EmbeddedNode first = builder().start()) {
			assertThatExceptionOfType(NodeStartException.class).isThrownBy(() -> builder().start().close())
				.withMessageContaining("in use")
				.withMessageContaining(first.dataDirectory().toString());
		}
		builder().start().close();
	}

	@Test
	void urlAndDirectoryShouldBeTheActualOnes() {
		Path missing = this.directory.resolve("a/b");
		URI url;
		try (EmbeddedNode node = builder().dataDirectory(missing).start()) {
			url = node.url();
			assertThat(url.toString()).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*");
			assertThat(node.dataDirectory()).isEqualTo(missing.toAbsolutePath()).isDirectory();
			assertThat(new Calls(url).call("GET", "/health").body()).isEqualTo("ok");
		}
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> new Calls(url).call("GET", "/health"));
	}

	@Test
	void whenHostIsTheOtherLoopbackThenServed() {
		try (EmbeddedNode node = builder().host("localhost").start()) {
			assertThat(new Calls(node.url()).call("GET", "/health").status()).isEqualTo(200);
		}
	}

	@Test
	void whenHostIsAllowedThenServed() {
		try (EmbeddedNode node = builder().allowedHosts("memo.example").start();
				RawConnection connection = new RawConnection(node.url())) {
			assertThat(connection.send("GET /health HTTP/1.1\r\nHost: memo.example\r\n\r\n").answer().status())
				.isEqualTo(200);
			assertThat(connection.send("GET /health HTTP/1.1\r\nHost: other.example\r\n\r\n").answer().status())
				.isEqualTo(421);
		}
	}

	@Test
	void closeShouldBeIdempotentAndKeepTheData() {
		EmbeddedNode node = builder().durability(Durability.DURABLE).start();
		assertThat(new Calls(node.url()).post(MEMORIES, FACT).status()).isEqualTo(201);
		node.close();
		node.close();
		try (EmbeddedNode again = builder().start()) {
			assertThat(new Calls(again.url()).call("GET", MEMORIES + "/" + FACT_ID).body()).contains("kept");
		}
	}

	@Test
	void temporaryDataShouldBeThereUntilTheNodeIsClosed() {
		EmbeddedNode node = EmbeddedNode.builder().temporary().port(0).durability(Durability.DURABLE).start();
		try {
			assertThat(new Calls(node.url()).post(MEMORIES, FACT).status()).isEqualTo(201);
			assertThat(new Calls(node.url()).call("GET", MEMORIES + "/" + FACT_ID).body()).contains("kept");
			assertThat(node.dataDirectory()).isNotEmptyDirectory();
		}
		finally {
			node.close();
			node.close();
		}
		assertThat(node.dataDirectory()).doesNotExist();
	}

	@Test
	void whenTemporaryDataHasADirectoryThenRefused() {
		assertRefused(builder().temporary(), "dataDirectory", "temporary", "one of both");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void closeShouldNotWaitForIdleConnections() {
		EmbeddedNode node = builder().start();
		try (RawConnection connection = new RawConnection(node.url())) {
			assertThat(connection.request("GET /health HTTP/1.1").answer().status()).isEqualTo(200);
			node.close();
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	@Section({ "memory 6", "database 10" })
	void expiredTasksShouldBeSwept() {
		try (EmbeddedNode node = builder().sweepInterval(Duration.ofMillis(20)).start()) {
			Calls calls = new Calls(node.url());
			calls.post(MEMORIES, "{\"memories\":[{\"type\":\"task\",\"summary\":\"t\",\"content\":{},\"ttl\":0}]}");
			Eventually
				.holds(() -> assertThat(calls.call("GET", MEMORIES + "/mem_693d25b4c0b65deb35e7349addebf65a").status())
					.isEqualTo(404));
		}
	}

	@Test
	void manyNodesShouldRunSideBySide() {
		try (EmbeddedNode one = builder().dataDirectory(this.directory.resolve("1")).start();
				EmbeddedNode two = builder().dataDirectory(this.directory.resolve("2")).start()) {
			new Calls(one.url()).post(MEMORIES, FACT);
			assertThat(new Calls(one.url()).call("GET", MEMORIES + "/" + FACT_ID).status()).isEqualTo(200);
			assertThat(new Calls(two.url()).call("GET", MEMORIES + "/" + FACT_ID).status()).isEqualTo(404);
		}
	}

	@Test
	void fiftyCyclesShouldLeaveNothingBehind() throws IOException {
		// The first cycle loads classes and the native library, which stay.
		cycle();
		List<Path> before = descriptors();
		for (int i = 0; i < 50; i++) {
			cycle();
		}
		Eventually.holds(() -> assertThat(nodeThreads()).isEmpty());
		Eventually.holds(() -> assertThat(descriptors()).hasSizeLessThanOrEqualTo(before.size() + 2));
		assertThat(descriptors()).noneMatch((path) -> path.startsWith(this.directory));
	}

	private void cycle() {
		try (EmbeddedNode node = builder().start()) {
			assertThat(new Calls(node.url()).post(MEMORIES, FACT).status()).isEqualTo(201);
		}
	}

	/** What the process has open, where the system tells. */
	private static List<Path> descriptors() {
		Path table = Path.of("/proc/self/fd");
		if (!Files.isDirectory(table)) {
			return List.of();
		}
		try (Stream<Path> entries = Files.list(table)) {
			return entries.map(EmbeddedNodeTests::target).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor);
		}
		catch (IOException ex) {
			return Path.of("closed meanwhile");
		}
	}

}
