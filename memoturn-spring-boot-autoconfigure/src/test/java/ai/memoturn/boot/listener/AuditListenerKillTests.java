package ai.memoturn.boot.listener;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import ai.memoturn.boot.listener.position.FileAuditPositionStore;
import ai.memoturn.client.audit.AuditEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that is killed at any moment loses no event and repeats a batch at most.
 */
@Timeout(300)
class AuditListenerKillTests {

	private static final int KILLS = Integer.getInteger("memoturn.test.kills", 20);

	private static final int EVENTS = 5000;

	private static final int BATCH = 50;

	private static final int LINE = 9;

	@TempDir
	@Nullable Path directory;

	@Test
	void killedProcessShouldMissNothingAndRepeatABatchAtMost() throws Exception {
		long seed = 20260306;
		Random random = new Random(seed);
		Path out = directory().resolve("handled");
		Files.createFile(out);
		int kills = 0;
		Process next = start(out);
		try {
			while (new LinkedHashSet<>(lines(out)).size() < EVENTS) {
				Process process = next;
				// Starts meanwhile, and waits for its turn.
				next = start(out);
				kills += listen(process, out, random, kills >= KILLS, seed) ? 1 : 0;
			}
		}
		finally {
			kill(next);
		}
		List<String> handled = lines(out);
		List<String> expected = AuditEvents.of(EVENTS, 10).stream().map(AuditListenerKillTests::line).toList();
		assertThat(new LinkedHashSet<>(handled)).as("seed %d, in order of first delivery", seed)
			.containsExactlyElementsOf(expected);
		assertThat(handled.size() - EVENTS).as("repeats after %d kills, seed %d", kills, seed)
			.isLessThanOrEqualTo(kills * BATCH);
		assertThat(kills).as("kills, seed %d", seed).isGreaterThanOrEqualTo(Math.min(KILLS, 10));
	}

	private static boolean listen(Process process, Path out, Random random, boolean toTheEnd, long seed)
			throws Exception {
		try {
			long target = Files.size(out) + (long) LINE * (1 + random.nextInt(2 * EVENTS / (KILLS + 1)));
			process.getOutputStream().close();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while (process.isAlive() && (toTheEnd || Files.size(out) < target)) {
				assertThat(System.nanoTime()).as("seed %d: the process goes on", seed).isLessThan(end);
				LockSupport.parkNanos(200_000);
			}
			return process.isAlive();
		}
		finally {
			kill(process);
		}
	}

	private static void kill(Process process) throws InterruptedException {
		process.destroyForcibly();
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
	}

	private static Process start(Path out) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				Listening.class.getName(), out.toString())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	private static List<String> lines(Path out) throws IOException {
		// A kill can cut the last line, whose event then comes again.
		List<String> lines = new ArrayList<>();
		for (String line : Files.readString(out).split("\n")) {
			if (!line.isEmpty()) {
				lines.add(line);
			}
		}
		return lines;
	}

	private static String line(AuditEvent event) {
		return "%08d".formatted(Integer.parseInt(event.id().substring(4)));
	}

	private Path directory() {
		return Optional.ofNullable(this.directory).orElseThrow();
	}

	/** Handles all events from when its input is closed, and ends. */
	static final class Listening {

		private Listening() {
		}

		public static void main(String[] args) throws IOException {
			Path out = Path.of(args[0]);
			List<AuditEvent> events = AuditEvents.of(EVENTS, 10);
			AuditListenerContainer[] container = new AuditListenerContainer[1];
			AuditHandler handler = AuditHandler.each((event) -> {
				Files.write(out, (line(event) + "\n").getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
				if (event.id().equals("evt_" + (EVENTS - 1))) {
					container[0].stop();
				}
			});
			container[0] = new AuditListenerContainer(
					AuditListenerEndpoint.of("listener", "acme", handler, (endpoint) -> {
					}), AuditEvents.feed(events), new FileAuditPositionStore(out.resolveSibling("positions")),
					AuditListenerOptions
						.of((options) -> options.batch(BATCH).budget(AuditPollBudget.perSecond(1_000_000))),
					null);
			if (System.in.read() >= 0) {
				throw new IllegalStateException("Its input should just be closed");
			}
			container[0].start();
		}

	}

}
