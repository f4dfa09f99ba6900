package ai.memoturn.embedded.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.support.KilledProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that records is killed; at most the last of its stream is lost.
 */
class AuditKillTests {

	static final Duration WINDOW = Duration.ofMillis(300);

	/** To write a batch of events, on a machine that does other things as well. */
	private static final Duration WRITING = Duration.ofMillis(1500);

	private static final int ROUNDS = 2;

	private static final Pattern INGESTED = Pattern.compile("\"action\":\"memory.ingest\",.*\"txid\":([0-9]+),");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	@Timeout(60)
	@Section("trust 4.4")
	void whenNodeIsKilledThenAtMostOneWindowIsLostAndNothingBeforeIt() throws Exception {
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			String where = "seed " + seed + ", round " + round;
			List<String> acknowledged = KilledProcess.lines(AuditKillTarget.class, 100 + random.nextInt(200),
					random.nextInt(50_000_000), this.directory.toString(), String.valueOf(round));
			long end = Long.parseLong(words(acknowledged.get(acknowledged.size() - 1))[1]);
			long[] stored = stored();
			long last = stored[stored.length - 1];
			long first = Long.parseLong(words(acknowledged.get(0))[0]);
			// Nothing is missing in between.
			assertThat(LongStream.of(stored).filter((txid) -> txid >= first)).as(where)
				.containsExactlyElementsOf(LongStream.rangeClosed(first, last).boxed().toList());
			assertThat(acknowledged.stream()
				.map(AuditKillTests::words)
				.filter((words) -> Long.parseLong(words[0]) > last)
				.map((words) -> end - Long.parseLong(words[1]))).as("milliseconds before the end, " + where)
				.allMatch((millis) -> millis <= WINDOW.plus(WRITING).toMillis());
		}
	}

	private static String[] words(String line) {
		return line.split(" ");
	}

	/** The transaction ids of the ingests in the stream. */
	private long[] stored() {
		try (GovernanceFile file = GovernanceFile.open(this.directory)) {
			AuditStream stream = new AuditStream(file);
			LongStream.Builder txids = LongStream.builder();
			String cursor = null;
			do {
				AuditStream.Page page = stream
					.read(new AuditStream.Query("acme", 0, Long.MAX_VALUE, null, null, null, 1000, cursor));
				page.events()
					.forEach((event) -> INGESTED.matcher(event)
						.results()
						.forEach((match) -> txids.add(Long.parseLong(match.group(1)))));
				cursor = page.nextCursor();
			}
			while (cursor != null);
			return txids.build().toArray();
		}
	}

}
