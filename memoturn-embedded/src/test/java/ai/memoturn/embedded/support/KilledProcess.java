package ai.memoturn.embedded.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs a program of the tests in a process of its own and kills it, without a warning,
 * while it works. The program prints one line, ended by a full stop, for each thing that
 * it was told is done.
 */
public final class KilledProcess {

	private KilledProcess() {
	}

	/**
	 * Run a program until some time after it has printed so many lines.
	 * @param program its class, with a method {@code main}
	 * @param lines how many lines
	 * @param nanos how long after that it is killed
	 * @param arguments its arguments
	 * @return the lines that it printed whole, without their full stops
	 * @throws IOException if it could not be run
	 * @throws InterruptedException if the thread was interrupted
	 */
	public static List<String> lines(Class<?> program, int lines, int nanos, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Xshare:auto", "-cp", System.getProperty("java.class.path"), program.getName()));
		command.addAll(Arrays.asList(arguments));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		try (BufferedReader output = process.inputReader()) {
			List<String> printed = new ArrayList<>();
			String line = "";
			while (printed.size() < lines && (line = output.readLine()) != null) {
				printed.add(line);
			}
			assertThat(line).as("the process works until it is killed").isNotNull();
			// Anywhere within what it does next.
			long end = System.nanoTime() + nanos;
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			// The process itself would close its output, with what is still in the pipe.
			process.toHandle().destroyForcibly();
			String last = null;
			while ((line = output.readLine()) != null) {
				if (last != null) {
					printed.add(last);
				}
				last = line;
			}
			// The last line may be cut.
			if (last != null && last.endsWith(".")) {
				printed.add(last);
			}
			printed.replaceAll((whole) -> whole.substring(0, whole.length() - 1));
			return printed;
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
	}

}
