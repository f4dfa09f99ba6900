package ai.memoturn.embedded.sql;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The process whose memory {@link SqlMemoryTests} looks at: it runs statements and prints
 * for each by how many megabytes it grew meanwhile, and how the answer begins.
 */
final class SqlMemoryTarget {

	static final Path STATUS = Path.of("/proc/self/status");

	/** How long those may run that nothing else stops. */
	private static final Duration LIMIT = Duration.ofMillis(200);

	private static final String ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c), "
			+ "v(x) AS MATERIALIZED (SELECT hex(zeroblob(500000))) ";

	/** These would take gigabytes if they were left alone. */
	static final List<String> GATHERING = List.of(ENDLESS + "SELECT json_group_array(x) FROM c, v",
			ENDLESS + "SELECT json_group_object(x, n) FROM c, v", ENDLESS + "SELECT jsonb_group_array(x) FROM c, v");

	/** These too, and are held by the length of values, by time, or by files. */
	static final List<String> OTHERS = List.of(ENDLESS + "SELECT group_concat(x) FROM c, v",
			ENDLESS + "SELECT median(n) FROM c", ENDLESS + "SELECT count(*) FROM (SELECT DISTINCT x, n FROM c, v)",
			ENDLESS + "SELECT substr(x, 1, 1) FROM (SELECT x, n FROM c, v ORDER BY x, n)",
			"SELECT n FROM (" + ENDLESS + "SELECT zeroblob(7000000) AS z, n FROM c LIMIT 200) ORDER BY z, n",
			"WITH RECURSIVE c(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM c) SELECT max(length(s)) FROM c",
			"SELECT replicate('abcdefgh', 250000000)",
			"SELECT length(replace(replace(hex(zeroblob(2000000)), '0', hex(zeroblob(40))), '0', hex(zeroblob(4000))))",
			"SELECT length(printf('%*d', 2000000000, 1)), length(printf('%.*c', 16000000, 'x'))",
			"SELECT 1 IN (" + "1,".repeat(2_000_000) + "1)", "SELECT 1 IN (" + "1,".repeat(490_000) + "1)");

	private SqlMemoryTarget() {
	}

	public static void main(String[] args) throws IOException {
		PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		Path directory = Path.of(args[0]);
		run(directory, SqlService.DEFAULT_LIMIT, GATHERING, output);
		run(directory, LIMIT, OTHERS, output);
	}

	private static void run(Path directory, Duration limit, List<String> texts, PrintStream output) throws IOException {
		try (Database database = Database.open(directory, limit)) {
			database.addCanaries();
			for (String text : texts) {
				run(database, text, output);
			}
		}
	}

	private static void run(Database database, String text, PrintStream output) throws IOException {
		// The greatest size is counted anew from here on.
		Files.writeString(Path.of("/proc/self/clear_refs"), "5");
		long before = kilobytes("VmRSS:");
		String answer = database.run(text);
		long megabytes = (kilobytes("VmHWM:") - before) / 1024;
		output.println(megabytes + " " + answer.substring(0, Math.min(100, answer.length())));
	}

	private static long kilobytes(String field) throws IOException {
		for (String line : Files.readAllLines(STATUS)) {
			if (line.startsWith(field)) {
				return Long.parseLong(line.replaceAll("[^0-9]", ""));
			}
		}
		throw new IOException("No " + field + " in " + STATUS);
	}

}
