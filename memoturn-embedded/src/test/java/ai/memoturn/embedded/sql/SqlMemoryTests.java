package ai.memoturn.embedded.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What statements may take of the node's memory: reliability S3.
 */
@Timeout(120)
class SqlMemoryTests {

	private static final int MOST_MEGABYTES = 256;

	private static final String OUT_OF_MEMORY = "INVALID_REQUEST: sql error: out of memory; what this statement";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	@Section("control 12.3")
	void processShouldHardlyGrowWhateverStatementsGather() throws Exception {
		assumeThat(Files.isReadable(SqlMemoryTarget.STATUS)).as("a system that shows what a process takes: Linux")
			.isTrue();
		List<String> lines = ChildProcess.run(SqlMemoryTarget.class, this.directory.toString())
			.lines()
			.filter((line) -> line.matches("-?[0-9]+ .*"))
			.toList();
		int gathering = SqlMemoryTarget.GATHERING.size();
		assertThat(lines).hasSize(gathering + SqlMemoryTarget.OTHERS.size());
		assertThat(lines).allSatisfy((line) -> {
			assertThat(Integer.parseInt(line.substring(0, line.indexOf(' ')))).isLessThan(MOST_MEGABYTES);
			assertThat(line).doesNotContain("results");
		});
		assertThat(lines.subList(0, gathering)).allMatch((line) -> line.contains(OUT_OF_MEMORY));
	}

	@Test
	@Section("database 5.2")
	void whenManyShortValuesAreGatheredThenTheyAreAnswered() {
		try (Database database = Database.open(this.directory)) {
			String gather = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 100000) SELECT "
					+ "length(json_group_array('a value that has some length: ' || n)) FROM c";
			database.addCanaries();
			assertThat(database.execute(gather)).contains("[[3788896]]");
		}
	}

}
