package ai.memoturn.boot.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.embedded.EmbeddedNode;
import jakarta.annotation.PostConstruct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the life cycle of the embedded node inside an application.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedNodeLifecycleTests {

	@TempDir
	Path dataDirectory;

	@Test
	void theNodeShouldBeUpBeforeAndDownAfterEverythingThatMayUseIt() {
		Journal journal;
		MemoturnClient client;
		try (ConfigurableApplicationContext context = run(Witnesses.class, WebApplicationType.SERVLET)) {
			journal = context.getBean(Journal.class);
			client = context.getBean(MemoturnClient.class);
			assertThat(journal.entries()).containsExactly("lifecycle started", "web server started", "runner ran");
		}
		assertThat(journal.entries()).endsWith("runner ran", "lifecycle stopped");
		assertThatIllegalStateException().isThrownBy(client::ping);
		restartOutsideSpring();
	}

	@Test
	void theLogShouldSayWhichNodeIsUsedAndWhereItsDataLies(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE)) {
			assertThat(output.getOut().lines().filter((line) -> line.contains("Memoturn: ")).toList()).singleElement()
				.asString()
				.contains("embedded node at " + context.getBean(MemoturnConnectionDetails.class).getUrl())
				.contains("data in " + this.dataDirectory.toAbsolutePath());
		}
	}

	@Test
	void whenTheApplicationRestartsInTheSameProcessThenTheMemoriesAreStillThere() {
		for (int round = 0; round < 5; round++) {
			try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE)) {
				MemoryProfile alice = context.getBean(MemoturnClient.class).memory("dev", "alice");
				assertThat(alice.recall((q) -> q.topicKey("round").includeSuperseded(true)).memories()).hasSize(round);
				alice.ingest(MemoryInput.fact("round", "round " + round).content(round));
			}
		}
	}

	@Test
	void whenTheLifecycleIsStoppedAndStartedThenTheClientFindsTheNodeAgain() {
		try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE)) {
			MemoryProfile alice = context.getBean(MemoturnClient.class).memory("dev", "alice");
			alice.ingest(MemoryInput.fact("likes tea"));
			context.stop();
			assertThatIllegalStateException().isThrownBy(() -> alice.recall("tea")).withMessageContaining("stopped");
			context.start();
			assertThat(alice.recall("tea").memories()).hasSize(1);
		}
	}

	@Test
	void theNodeShouldAskStrangersForCredentialsAndTheApplicationForNothing(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE)) {
			MemoturnClient client = context.getBean(MemoturnClient.class);
			URI url = context.getBean(MemoturnConnectionDetails.class).getUrl();
			try (MemoturnClient stranger = MemoturnClient.builder().url(url).build()) {
				assertThatExceptionOfType(UnauthorizedException.class)
					.isThrownBy(() -> stranger.memory("dev", "alice").recall("tea"));
				assertThatExceptionOfType(UnauthorizedException.class).isThrownBy(() -> stranger.databases().list());
			}
			client.memory("dev", "alice").ingest(MemoryInput.fact("likes tea"));
			client.memory("other", "bob").ingest(MemoryInput.fact("likes tea"));
			assertThat(client.profiles("other")).hasSize(1);
			for (int round = 0; round < 2; round++) {
				client.databases().create("chats");
				client.database("chats").transcript("s").append("user", "hello");
				client.databases().delete("chats");
				client.databases().delete("dev--alice");
				client.memory("dev", "alice").ingest(MemoryInput.fact("likes tea"));
			}
			String key = Files.readString(this.dataDirectory.resolve("platform.key")).strip();
			assertThat(output.getAll()).doesNotContain(key);
			try (MemoturnClient administrator = MemoturnClient.builder().url(url).platformKey(key).build()) {
				assertThat(administrator.databases().list()).hasSize(2);
			}
		}
	}

	@Test
	void whenThePlatformKeyIsConfiguredThenItIsTheOneOfTheNode() {
		try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE,
				"--memoturn.platform-key=s3cret")) {
			context.getBean(MemoturnClient.class).databases().list();
			URI url = context.getBean(MemoturnConnectionDetails.class).getUrl();
			try (MemoturnClient administrator = MemoturnClient.builder().url(url).platformKey("s3cret").build()) {
				assertThat(administrator.databases().list()).isEmpty();
			}
		}
	}

	@Test
	void whenAuthIsOffThenNobodyIsAsked() {
		try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE,
				"--memoturn.embedded.auth=false")) {
			context.getBean(MemoturnClient.class).memory("dev", "alice").ingest(MemoryInput.fact("likes tea"));
			URI url = context.getBean(MemoturnConnectionDetails.class).getUrl();
			try (MemoturnClient stranger = MemoturnClient.builder().url(url).build()) {
				assertThat(stranger.memory("dev", "alice").recall("tea").memories()).hasSize(1);
			}
			assertThat(this.dataDirectory.resolve("platform.key")).doesNotExist();
		}
	}

	@Test
	void whenSomethingElseFailsToStartThenTheNodeDoesNotStayBehind() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> run(FailsAfterTheNodeStarted.class, WebApplicationType.NONE));
		restartOutsideSpring();
	}

	@Test
	void whenMemoriesAreUsedBeforeTheNodeRunsThenTheFailureSaysSo() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> run(UsesMemoriesTooEarly.class, WebApplicationType.NONE))
			.withStackTraceContaining("has not been started yet")
			.withStackTraceContaining("ApplicationRunner");
	}

	@Test
	void whenTheDataDirectoryIsInUseThenTheFailureNamesIt(CapturedOutput output) {
		try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(this.dataDirectory).port(0).start()) {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> run(Minimal.class, WebApplicationType.NONE));
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("memoturn.embedded.data-directory")
				.contains(node.dataDirectory().toString());
		}
	}

	@ParameterizedTest
	@CsvSource({ "history.retention, -1s", "history.snapshot-retention, 36501d", "history.max-size, 1KB",
			"auth, maybe" })
	void whenASettingOfTheNodeCannotWorkThenTheFailureNamesTheProperty(String key, String value,
			CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> run(Minimal.class, WebApplicationType.NONE, "--memoturn.embedded." + key + "=" + value));
		assertThat(output).contains("APPLICATION FAILED TO START").contains("memoturn.embedded." + key);
		assertThat(this.dataDirectory).isEmptyDirectory();
	}

	@Test
	void whenThePortIsTakenThenTheFailureNamesIt(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> run(Minimal.class,
					WebApplicationType.NONE, "--memoturn.embedded.port=" + taken.getLocalPort()));
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("memoturn.embedded.port (" + taken.getLocalPort() + ")");
		}
	}

	@Test
	void whenDataIsTemporaryThenItIsGoneInTheEnd(CapturedOutput output) {
		Path data;
		try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE,
				"--memoturn.embedded.temporary=true")) {
			context.getBean(MemoturnClient.class).memory("dev", "alice").ingest(MemoryInput.fact("likes tea"));
			Matcher line = Pattern.compile("data in (.*), which is deleted in the end").matcher(output);
			assertThat(line.find()).isTrue();
			data = Path.of(line.group(1));
			assertThat(data).isNotEmptyDirectory();
		}
		assertThat(data).doesNotExist();
		assertThat(this.dataDirectory).isEmptyDirectory();
	}

	@Test
	void whenHistoryIsOlderThanItsRetentionThenItIsGone() throws Exception {
		try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE,
				"--memoturn.embedded.history.retention=500ms", "--memoturn.embedded.history.snapshot-retention=500ms",
				"--memoturn.embedded.maintenance-interval=20ms")) {
			MemoryProfile alice = context.getBean(MemoturnClient.class).memory("dev", "alice");
			long first = alice.ingest(MemoryInput.event("first")).txid();
			// A state is in the file that ends with it and in the one that begins with
			// it.
			awaitPruningOf(historyFiles(), alice);
			awaitPruningOf(historyFiles(), alice);
			assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> alice.rewind(first));
			assertThat(alice.recall("first").memories()).hasSize(1);
		}
	}

	private void awaitPruningOf(Set<Path> files, MemoryProfile written) throws IOException {
		assertThat(files).isNotEmpty();
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (historyFiles().stream().anyMatch(files::contains)) {
			assertThat(System.nanoTime()).as("in time, left are %s", historyFiles()).isLessThan(end);
			// One that was written before would change nothing.
			written.ingest(MemoryInput.event("later").content(System.nanoTime()));
			LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
		}
	}

	private Set<Path> historyFiles() throws IOException {
		try (Stream<Path> files = Files.list(this.dataDirectory.resolve("history"))) {
			return files.collect(Collectors.toSet());
		}
	}

	@Test
	void whenTheDataDirectoryIsAFileThenTheFailureNamesIt(CapturedOutput output) throws Exception {
		Path file = Files.createFile(this.dataDirectory.resolve("file"));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> run(Minimal.class, WebApplicationType.NONE,
				"--memoturn.embedded.data-directory=" + file.resolve("data")));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("memoturn.embedded.data-directory")
			.contains(file.toString());
	}

	@Test
	void whenBeansAreLazyThenTheNodeStartsAllTheSame() {
		try (ConfigurableApplicationContext context = run(Minimal.class, WebApplicationType.NONE,
				"--spring.main.lazy-initialization=true")) {
			context.getBean(MemoturnClient.class).ping();
		}
	}

	private ConfigurableApplicationContext run(Class<?> source, WebApplicationType type, String... arguments) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(type);
		return application
			.run(StringUtils.addStringToArray(arguments, "--memoturn.embedded.data-directory=" + this.dataDirectory));
	}

	private void restartOutsideSpring() {
		EmbeddedNode.builder().dataDirectory(this.dataDirectory).port(0).start().close();
	}

	record Journal(List<String> entries, MemoturnClient client) {

		/**
		 * Write down what happens, provided that the node serves requests right now.
		 * @param entry what happens
		 */
		void write(String entry) {
			this.client.ping();
			this.entries.add(entry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MemoturnAutoConfiguration.class)
	static class Minimal {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Witnesses {

		@Bean
		Journal journal(MemoturnClient client) {
			return new Journal(new CopyOnWriteArrayList<>(), client);
		}

		@Bean
		FirstAndLast firstAndLast(Journal journal) {
			return new FirstAndLast(journal);
		}

		@Bean
		CommandLineRunner runner(Journal journal) {
			return (arguments) -> journal.write("runner ran");
		}

		@Bean
		WebServerWitness webServerWitness(Journal journal) {
			return new WebServerWitness(journal);
		}

	}

	record WebServerWitness(Journal journal) {

		@EventListener
		void on(WebServerInitializedEvent event) {
			this.journal.write("web server started");
		}

	}

	/**
	 * Starts before and stops after everything that an application would think of.
	 */
	static class FirstAndLast implements SmartLifecycle {

		private final Journal journal;

		private boolean running;

		FirstAndLast(Journal journal) {
			this.journal = journal;
		}

		@Override
		public void start() {
			this.journal.write("lifecycle started");
			this.running = true;
		}

		@Override
		public void stop() {
			this.journal.write("lifecycle stopped");
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return Integer.MIN_VALUE + 1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MemoturnAutoConfiguration.class)
	static class FailsAfterTheNodeStarted {

		@Bean
		SmartLifecycle failing(MemoturnClient client) {
			return new SmartLifecycle() {

				@Override
				public void start() {
					client.ping();
					throw new IllegalStateException("as a web server whose port is in use");
				}

				@Override
				public void stop() {
				}

				@Override
				public boolean isRunning() {
					return false;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MemoturnAutoConfiguration.class)
	static class UsesMemoriesTooEarly {

		@Bean
		Early early(MemoturnClient client) {
			return new Early(client);
		}

	}

	record Early(MemoturnClient client) {

		@PostConstruct
		void tooEarly() {
			this.client.ping();
		}

	}

}
