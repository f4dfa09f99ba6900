package ai.memoturn.embedded;

import java.nio.file.Path;
import java.time.Duration;

import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection.Answer;

/**
 * Uses many profiles of a node in turn, in a JVM with little memory, and prints how much
 * of it is in use after that.
 */
final class HotProfiles {

	private static final int ROUNDS = 2;

	private static final int DIMENSION = 256;

	private static final int MEMORIES = 50;

	private HotProfiles() {
	}

	/**
	 * Run the node.
	 * @param arguments the data directory, how many profiles to use, how many of them may
	 * be open
	 */
	public static void main(String[] arguments) {
		int hot = Integer.parseInt(arguments[1]);
		try (EmbeddedNode node = EmbeddedNode.builder()
			.dataDirectory(Path.of(arguments[0]))
			.port(0)
			.hotCap(Integer.parseInt(arguments[2]))
			.sweepInterval(Duration.ofMillis(50))
			.start()) {
			Calls calls = new Calls(node.url());
			for (int round = 0; round < ROUNDS; round++) {
				for (int profile = 0; profile < hot; profile++) {
					// Spread over all that are known.
					use(calls, "/v1/memory/ns/p" + profile * 199, round);
				}
			}
			System.gc();
			Runtime runtime = Runtime.getRuntime();
			System.out.println(runtime.totalMemory() - runtime.freeMemory());
		}
	}

	private static void use(Calls calls, String profile, int round) {
		StringBuilder items = new StringBuilder();
		for (int i = 0; i < MEMORIES; i++) {
			items.append((i > 0) ? "," : "")
				.append("{\"type\":\"event\",\"summary\":\"dark\",\"content\":")
				.append(round * MEMORIES + i)
				.append(",\"embedding\":[")
				.append(i)
				.append(",1".repeat(DIMENSION - 1))
				.append("]}");
		}
		require(calls.post(profile + "/memories", "{\"memories\":[" + items + "]}"), 201, "created");
		require(calls.post(profile + "/recall",
				"{\"query\":\"dark\",\"embedding\":[1" + ",1".repeat(DIMENSION - 1) + "],\"k\":1000}"), 200,
				"\"content\":" + (round * MEMORIES + MEMORIES - 1));
	}

	private static void require(Answer answer, int status, String part) {
		if (answer.status() != status || !answer.body().contains(part)) {
			throw new IllegalStateException(answer.status() + " " + answer.body());
		}
	}

}
