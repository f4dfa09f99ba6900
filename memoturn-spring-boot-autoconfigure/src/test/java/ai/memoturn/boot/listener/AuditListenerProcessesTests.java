package ai.memoturn.boot.listener;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import ai.memoturn.boot.listener.lease.ShedLockAuditLeases;
import ai.memoturn.boot.listener.position.AuditPositionStore;
import ai.memoturn.boot.listener.position.JdbcAuditPositionStore;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three processes of which one holds the lease at a time, while each of them is halted
 * again and again, at times for longer than a lease lives: others go on meanwhile, and
 * who wakes up believing in its lease moves no position back.
 */
@Timeout(180)
@DisabledOnOs(OS.WINDOWS)
class AuditListenerProcessesTests {

	private static final int PROCESSES = 3;

	private static final int STOPS_EACH = 10;

	private static final int EVENTS = 2000;

	private static final int BATCH = 20;

	@TempDir
	@Nullable Path directory;

	@Test
	void haltedProcessesShouldMissNothingAndMoveNoPositionBack() throws Exception {
		long seed = Long.getLong("memoturn.test.seed", System.nanoTime());
		Server database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		List<Process> processes = new ArrayList<>();
		try {
			String url = "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:listeners;DB_CLOSE_DELAY=-1";
			DatabasePopulatorUtils.execute(new ResourceDatabasePopulator(
					new ClassPathResource("schema.sql", AuditPositionStore.class),
					new ByteArrayResource(("CREATE TABLE shedlock(name VARCHAR(64) PRIMARY KEY, lock_until TIMESTAMP(3)"
							+ " NOT NULL, locked_at TIMESTAMP(3) NOT NULL, locked_by VARCHAR(255) NOT NULL);")
						.getBytes(StandardCharsets.UTF_8))),
					source(url));
			for (int i = 0; i < PROCESSES; i++) {
				processes.add(start(url, out(i)));
			}
			AuditPositionStore store = new JdbcAuditPositionStore(source(url));
			await("the first event, seed " + seed, () -> store.load("listener").isPresent());
			List<CompletableFuture<?>> halting = new ArrayList<>();
			for (int i = 0; i < PROCESSES; i++) {
				Process process = processes.get(i);
				Random random = new Random(seed + i);
				halting.add(CompletableFuture.runAsync(() -> halt(process, random)));
			}
			Watched watched = new Watched(store);
			CompletableFuture<?> all = CompletableFuture.allOf(halting.toArray(CompletableFuture[]::new));
			await("the end, seed " + seed, () -> watched.look() == EVENTS && all.isDone());
			all.join();
			assertThat(watched.back).as("moves back, seed %d", seed).isZero();
			processes.forEach(Process::destroyForcibly);
			assertHandled(seed);
		}
		finally {
			processes.forEach(Process::destroyForcibly);
			database.stop();
		}
	}

	private void assertHandled(long seed) throws IOException {
		Set<String> union = new HashSet<>();
		int busy = 0;
		for (int i = 0; i < PROCESSES; i++) {
			List<String> handled = Files.readAllLines(out(i));
			List<Integer> first = handled.stream().distinct().map(Integer::valueOf).toList();
			assertThat(first).as("process %d in order, seed %d", i, seed).isSorted();
			busy += handled.isEmpty() ? 0 : 1;
			union.addAll(handled);
		}
		assertThat(union).as("seed %d", seed).hasSize(EVENTS);
		assertThat(busy).as("processes that handled something, seed %d", seed).isGreaterThan(1);
	}

	// Two stops in ten outlast the lease of a second.
	private static void halt(Process process, Random random) {
		for (int i = 0; i < STOPS_EACH; i++) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(150)));
			int millis = (i % 5 == 4) ? 1100 + random.nextInt(900) : 10 + random.nextInt(90);
			signal(process, "-STOP");
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
			signal(process, "-CONT");
		}
	}

	private static void signal(Process process, String signal) {
		try {
			Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
			assertThat(kill.waitFor(20, TimeUnit.SECONDS)).isTrue();
			assertThat(kill.exitValue()).isZero();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Process start(String url, Path out) throws IOException {
		Files.createFile(out);
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				Listening.class.getName(), url, out.toString())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	private static void await(String what, BooleanSupplier condition) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as(what).isLessThan(end);
			LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
		}
	}

	private Path out(int process) {
		return Optional.ofNullable(this.directory).orElseThrow().resolve("handled-" + process);
	}

	private static JdbcDataSource source(String url) {
		JdbcDataSource source = new JdbcDataSource();
		source.setURL(url);
		return source;
	}

	/** Looks at a position that only goes on. */
	private static final class Watched {

		private final AuditPositionStore store;

		private int handled;

		private Instant newest = Instant.EPOCH;

		private int back;

		Watched(AuditPositionStore store) {
			this.store = store;
		}

		int look() {
			this.store.load("listener").map(AuditPositionStore.Stored::position).ifPresent((position) -> {
				Instant newest = Optional.ofNullable(position.newest()).orElse(Instant.EPOCH);
				this.back += newest.isBefore(this.newest) || position.handled().size() < this.handled ? 1 : 0;
				this.newest = newest;
				this.handled = position.handled().size();
			});
			return this.handled;
		}

	}

	/** Handles events whenever it has the lease, until it is killed. */
	static final class Listening {

		private Listening() {
		}

		public static void main(String[] args) {
			JdbcDataSource source = source(args[0]);
			Path out = Path.of(args[1]);
			AuditHandler handler = AuditHandler.each((event) -> {
				LockSupport.parkNanos(1_000_000);
				Files.write(out, (event.id().substring(4) + "\n").getBytes(StandardCharsets.US_ASCII),
						StandardOpenOption.APPEND);
			});
			// All within the overlap, so that a position tells of every one.
			new AuditListenerContainer(AuditListenerEndpoint.of("listener", "acme", handler, (endpoint) -> {
			}), AuditEvents.feed(AuditEvents.of(EVENTS, 1)), new JdbcAuditPositionStore(source),
					AuditListenerOptions.of((options) -> options.batch(BATCH)
						.pollInterval(Duration.ofMillis(100))
						.idleInterval(Duration.ofMillis(100))
						.budget(AuditPollBudget.perSecond(1_000_000))
						.leases(new ShedLockAuditLeases(new JdbcTemplateLockProvider(source), Duration.ofSeconds(1)))),
					null)
				.start();
		}

	}

}
