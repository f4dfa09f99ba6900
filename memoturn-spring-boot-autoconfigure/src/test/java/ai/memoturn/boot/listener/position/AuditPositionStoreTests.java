package ai.memoturn.boot.listener.position;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.embedded.EmbeddedNode;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A position is replaced whole, by whoever knows what it replaces, and read as it was.
 */
@Timeout(60)
class AuditPositionStoreTests {

	private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

	@TempDir
	@Nullable Path directory;

	@ParameterizedTest
	@EnumSource
	void positionShouldBeReplacedByWhoKnowsItsVersion(Kind kind) {
		try (Opened opened = kind.open(directory())) {
			AuditPositionStore store = opened.store;
			assertThat(store.load("a")).isEmpty();
			assertThat(store.save(1, position("a", 1))).isFalse();
			assertThat(store.save(0, position("a", 1))).isTrue();
			assertThat(store.save(0, position("a", 2))).as("a repetition").isFalse();
			assertThat(store.load("a")).contains(new AuditPositionStore.Stored(1, position("a", 1)));
			assertThat(store.save(1, position("a", 3))).isTrue();
			assertThat(store.save(1, position("a", 4))).as("a stale one").isFalse();
			assertThat(store.save(0, position("A", 5))).as("another id").isTrue();
			assertThat(store.load("a")).contains(new AuditPositionStore.Stored(2, position("a", 3)));
			assertThat(store.load("A")).contains(new AuditPositionStore.Stored(1, position("A", 5)));
		}
	}

	@ParameterizedTest
	@EnumSource
	void oneOfSeveralAtTheSameTimeShouldWin(Kind kind) throws Exception {
		try (Opened opened = kind.open(directory())) {
			ExecutorService executor = Executors.newFixedThreadPool(4);
			try {
				for (int version = 0; version < 10; version++) {
					long expected = version;
					List<Future<Boolean>> saves = IntStream.range(0, 4)
						.mapToObj((i) -> executor
							.submit(() -> opened.store.save(expected, position("a", (int) expected * 10 + i))))
						.toList();
					int won = 0;
					for (Future<Boolean> save : saves) {
						won += save.get() ? 1 : 0;
					}
					assertThat(won).isEqualTo(1);
				}
				assertThat(opened.store.load("a").orElseThrow().version()).isEqualTo(10);
			}
			finally {
				executor.shutdownNow();
			}
		}
	}

	@Test
	void faultAtAnyStepShouldLeaveTheOldOrTheNewPosition() {
		long seed = 20260302;
		Random random = new Random(seed);
		FileAuditPositionStore.@Nullable Step[] failing = new FileAuditPositionStore.Step[1];
		FileAuditPositionStore store = new FileAuditPositionStore(directory(), (step) -> {
			if (step == failing[0]) {
				throw new IOException("at " + step);
			}
		});
		AuditPosition before = position("a", 0);
		assertThat(store.save(0, before)).isTrue();
		long version = 1;
		int failures = 0;
		while (failures < 200) {
			AuditPosition next = position("a", random.nextInt(300));
			failing[0] = FileAuditPositionStore.Step.values()[random.nextInt(5)];
			boolean replaced = failing[0] == FileAuditPositionStore.Step.FORCE_DIRECTORY;
			long expected = version;
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> store.save(expected, next));
			failures++;
			version += replaced ? 1 : 0;
			before = replaced ? next : before;
			assertThat(new FileAuditPositionStore(directory()).load("a")).as("seed %d, failure %d", seed, failures)
				.contains(new AuditPositionStore.Stored(version, before));
		}
		failing[0] = null;
		assertThat(store.save(version, position("a", 1))).isTrue();
	}

	@Test
	void cutOrChangedFileShouldBeRefusedAndKept() throws IOException {
		FileAuditPositionStore store = new FileAuditPositionStore(directory());
		store.save(0, position("a", 20));
		Path file = file();
		byte[] good = Files.readAllBytes(file);
		Random random = new Random(20260303);
		for (int i = 0; i < 500; i++) {
			byte[] bad = good.clone();
			if (random.nextBoolean()) {
				bad = Arrays.copyOf(bad, random.nextInt(bad.length));
			}
			else {
				// Behind the version, which has no checksum: another one is a conflict.
				int at = 1 + random.nextInt(bad.length - 1);
				bad[at] ^= (byte) (1 << random.nextInt(7));
			}
			Files.write(file, bad);
			assertThatExceptionOfType(UnreadablePositionException.class).as("change %d", i)
				.isThrownBy(() -> store.load("a"));
			assertThatExceptionOfType(UnreadablePositionException.class)
				.isThrownBy(() -> store.save(1, position("a", 1)));
			assertThat(Files.readAllBytes(file)).isEqualTo(bad);
		}
		Files.write(file, good);
		assertThat(store.load("a")).isPresent();
	}

	@Test
	void fileOfAnotherListenerShouldBeRefused() throws IOException {
		FileAuditPositionStore store = new FileAuditPositionStore(directory());
		store.save(0, position("a", 1));
		Path file = file();
		String text = Files.readString(file);
		store.save(0, position("b", 1));
		try (Stream<Path> files = Files.list(directory())) {
			for (Path other : files.filter((path) -> path.toString().endsWith(".position")).toList()) {
				Files.writeString(other, text);
			}
		}
		assertThatExceptionOfType(UnreadablePositionException.class).isThrownBy(() -> store.load("b"))
			.withMessageContaining("another listener");
	}

	@Test
	void noIdShouldLeaveTheDirectory() {
		Path inner = directory().resolve("inner");
		FileAuditPositionStore store = new FileAuditPositionStore(inner);
		for (String id : List.of("..", "../x", "a/b", "/etc", "a\\b", "C:", "x".repeat(128))) {
			assertThat(store.save(0, position(id, 1))).isTrue();
			assertThat(store.load(id)).isPresent();
		}
		assertThat(directory().toFile().list()).containsExactly("inner");
	}

	private Path file() throws IOException {
		try (Stream<Path> files = Files.list(directory())) {
			return files.filter((path) -> path.toString().endsWith(".position")).findFirst().orElseThrow();
		}
	}

	private Path directory() {
		return Optional.ofNullable(this.directory).orElseThrow();
	}

	private static AuditPosition position(String listener, int handled) {
		Map<String, Instant> keys = new LinkedHashMap<>();
		for (int i = 0; i < handled % 300; i++) {
			keys.put("key" + i, TIME.plusMillis(i));
		}
		return new AuditPosition(listener, "acme", TIME.plusMillis(handled), (handled % 2 == 0) ? "cursor\né" : null,
				TIME, (handled > 0) ? TIME : null, (handled > 1) ? Long.valueOf(handled) : null, keys);
	}

	enum Kind {

		MEMORY {

			@Override
			Opened open(Path directory) {
				return new Opened(new InMemoryAuditPositionStore(), () -> {
				});
			}

		},

		FILE {

			@Override
			Opened open(Path directory) {
				return new Opened(new FileAuditPositionStore(directory), () -> {
				});
			}

		},

		JDBC {

			@Override
			Opened open(Path directory) {
				JdbcDataSource source = new JdbcDataSource();
				source.setURL("jdbc:h2:" + directory.resolve("db").toAbsolutePath() + ";DB_CLOSE_DELAY=-1");
				DatabasePopulatorUtils.execute(
						new ResourceDatabasePopulator(new ClassPathResource("schema.sql", AuditPositionStore.class)),
						source);
				return new Opened(new JdbcAuditPositionStore(source),
						() -> JdbcClient.create(source).sql("SHUTDOWN").update());
			}

		},

		MEMOTURN {

			@Override
			Opened open(Path directory) {
				EmbeddedNode node = EmbeddedNode.builder().dataDirectory(directory).port(0).start();
				MemoturnClient client = MemoturnClient.builder().url(node.url()).build();
				return new Opened(new DocumentAuditPositionStore(client, "memoturn-listeners", "audit-positions"),
						() -> {
							client.close();
							node.close();
						});
			}

		};

		abstract Opened open(Path directory);

	}

	record Opened(AuditPositionStore store, Runnable closing) implements AutoCloseable {

		@Override
		public void close() {
			this.closing.run();
		}

	}

}
