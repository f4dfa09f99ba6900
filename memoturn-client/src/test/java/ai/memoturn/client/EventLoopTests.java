package ai.memoturn.client;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing in the client blocks an event loop, says BlockHound.
 */
@Timeout(120)
class EventLoopTests {

	@TempDir
	Path directory;

	@Test
	void noCallShouldBlockAThreadThatMustNotBlock() throws Exception {
		File output = this.directory.resolve("output").toFile();
		Process probe = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				// Without it, JDK 13 and newer refuse what BlockHound does to their
				// classes.
				"-XX:+AllowRedefinitionToAddDeleteMethods", "-cp", System.getProperty("java.class.path"),
				EventLoopProbe.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output)
			.start();
		try {
			assertThat(probe.waitFor(100, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			probe.destroyForcibly();
		}
		String printed = Files.readString(output.toPath(), StandardCharsets.UTF_8);
		assertThat(probe.exitValue()).as(printed).isZero();
		assertThat(printed).containsPattern("requests: [1-9][0-9]{2,}, blocked: 0");
	}

}
