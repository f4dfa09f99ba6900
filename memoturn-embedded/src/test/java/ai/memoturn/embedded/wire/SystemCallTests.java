package ai.memoturn.embedded.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.memoturn.embedded.Durability;
import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.ChildProcess;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the operating system is asked to do, and in which order, as {@code strace} sees
 * it.
 */
class SystemCallTests {

	private static final int WRITES = 4;

	private static final Pattern SYNC = Pattern
		.compile("^(\\d+) +f(?:data)?sync\\(\\d+<[^>]*/branches/[^>]*\\.db-wal>(\\) += 0)?.*");

	private static final Pattern SYNC_DONE = Pattern.compile("^(\\d+) +<\\.\\.\\. f(?:data)?sync resumed>\\) += 0");

	private static final Pattern ANSWER = Pattern
		.compile("^\\d+ +(?:write|writev|sendto|sendmsg)\\(\\d+<TCP.*\"HTTP/1\\.1 201.*");

	@Test
	@Section("control 11")
	void durableWriteShouldBeFlushedBeforeItIsAnswered(@TempDir Path directory)
			throws IOException, InterruptedException {
		Assumptions.assumeTrue(ChildProcess.canTrace(),
				"System calls are not looked at: strace is missing or not allowed here");
		Path trace = directory.resolve("trace");
		ChildProcess.runTraced(trace, "fsync,fdatasync,write,writev,sendto,sendmsg", Program.class,
				directory.resolve("data").toString());
		List<Integer> flushes = flushesBeforeAnswers(trace);
		assertThat(flushes).hasSize(4 * WRITES);
		// The first write makes the file. The rest of them show that a flush is not there
		// anyway.
		assertThat(flushes.subList(1, WRITES)).containsOnly(0);
		assertThat(flushes.subList(WRITES, 2 * WRITES)).as("by header").allMatch((count) -> count > 0);
		assertThat(flushes.subList(2 * WRITES + 1, 4 * WRITES)).as("by the node").allMatch((count) -> count > 0);
	}

	/**
	 * Return how often a log was flushed, to the end of the call, between each answer to
	 * a write and the one before.
	 */
	private static List<Integer> flushesBeforeAnswers(Path trace) throws IOException {
		List<Integer> flushes = new ArrayList<>();
		Map<String, Boolean> begun = new HashMap<>();
		int count = 0;
		for (String line : Files.readAllLines(trace)) {
			Matcher sync = SYNC.matcher(line);
			Matcher done = SYNC_DONE.matcher(line);
			if (sync.matches()) {
				boolean complete = sync.group(2) != null;
				begun.put(sync.group(1), !complete);
				count += complete ? 1 : 0;
			}
			else if (done.matches() && Boolean.TRUE.equals(begun.remove(done.group(1)))) {
				count++;
			}
			else if (ANSWER.matcher(line).matches()) {
				flushes.add(count);
				count = 0;
			}
		}
		return flushes;
	}

	/**
	 * Writes to a node in the same process: without and with the header, and then to a
	 * durable one.
	 */
	static final class Program {

		private Program() {
		}

		public static void main(String[] arguments) {
			Path data = Path.of(arguments[0]);
			write(data, Durability.STANDARD, "Memoturn-Durability: standard");
			write(data, Durability.DURABLE, "X-Nothing: 0");
		}

		private static void write(Path data, Durability durability, String header) {
			try (EmbeddedNode node = EmbeddedNode.builder()
				.dataDirectory(data)
				.port(0)
				.durability(durability)
				.start()) {
				Calls calls = new Calls(node.url());
				for (String asked : List.of(header, "Memoturn-Durability: durable")) {
					for (int i = 0; i < WRITES; i++) {
						calls.post("/v1/memory/acme/alice/memories",
								"{\"memories\":[{\"type\":\"event\",\"summary\":\"x\",\"content\":\"" + durability
										+ asked + i + "\"}]}",
								asked);
					}
				}
			}
		}

	}

}
