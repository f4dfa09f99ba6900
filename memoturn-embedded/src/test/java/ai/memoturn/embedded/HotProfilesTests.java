package ai.memoturn.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ten thousand known profiles of which fifty are in use fit into little memory.
 */
class HotProfilesTests {

	private static final int KNOWN = 10_000;

	private static final int HOT = 50;

	private static final long MEBIBYTE = 1024 * 1024;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void whenFiftyProfilesAreOpenThenTheHeapStaysSmall() throws Exception {
		assertThat(heapInUse(HOT, 256)).isLessThan(96 * MEBIBYTE);
	}

	@Test
	void whenMoreAreUsedThanMayBeOpenThenAllAreServed() throws Exception {
		assertThat(heapInUse(12, 4)).isLessThan(96 * MEBIBYTE);
	}

	private long heapInUse(int hot, int hotCap) throws Exception {
		Path data = this.directory.resolve("data");
		EmbeddedNode.builder().dataDirectory(data).port(0).start().close();
		register(data.resolve("catalog.db"));
		Path out = this.directory.resolve("out");
		Path err = this.directory.resolve("err");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m"));
		if (Runtime.version().feature() >= 22) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), HotProfiles.class.getName(),
				data.toString(), String.valueOf(hot), String.valueOf(hotCap)));
		Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(Files.readString(err)).isZero();
			return Long.parseLong(Files.readString(out).strip());
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Register all profiles in one transaction; one by one each would be flushed.
	 */
	private static void register(Path catalogue) throws SQLException, IOException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalogue)) {
			connection.setAutoCommit(false);
			try (PreparedStatement database = connection
				.prepareStatement("INSERT INTO databases (id, uuid, name, created_at) VALUES (?, ?, ?, 0)");
					PreparedStatement branch = connection
						.prepareStatement("INSERT INTO branches (database_id, name, file_id, created_at)"
								+ " VALUES (?, 'main', ?, 0)")) {
				for (int i = 0; i < KNOWN; i++) {
					database.setInt(1, i + 1);
					database.setString(2, UUID.randomUUID().toString());
					database.setString(3, "ns--p" + i);
					database.addBatch();
					branch.setInt(1, i + 1);
					branch.setString(2, UUID.randomUUID().toString());
					branch.addBatch();
				}
				database.executeBatch();
				branch.executeBatch();
			}
			connection.commit();
		}
	}

}
