package ai.memoturn.embedded.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs a program of the tests in a process of its own, to its end.
 */
public final class ChildProcess {

	private static final int MOST_SECONDS = 60;

	private ChildProcess() {
	}

	/**
	 * Return the command that runs a program.
	 * @param program its class, with a method {@code main}
	 * @param arguments its arguments
	 * @return the words of the command
	 */
	public static List<String> command(Class<?> program, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Xshare:auto", "-Xmx256m", "-cp", System.getProperty("java.class.path"), program.getName()));
		command.addAll(List.of(arguments));
		return command;
	}

	/**
	 * Run a program, which must end well.
	 * @param program its class, with a method {@code main}
	 * @param arguments its arguments
	 * @return what it printed
	 * @throws IOException if it could not be run
	 * @throws InterruptedException if the thread was interrupted
	 */
	public static String run(Class<?> program, String... arguments) throws IOException, InterruptedException {
		return run(command(program, arguments));
	}

	/**
	 * Return whether a process can have a file system that no other process sees.
	 * @return whether it can
	 * @throws InterruptedException if the thread was interrupted
	 */
	public static boolean hasPrivateMounts() throws InterruptedException {
		return succeeds("unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs",
				System.getProperty("java.io.tmpdir"));
	}

	/**
	 * Return whether the system calls of a process can be written down.
	 * @return whether they can
	 * @throws InterruptedException if the thread was interrupted
	 */
	public static boolean canTrace() throws InterruptedException {
		return succeeds("strace", "-f", "--seccomp-bpf", "-e", "trace=fsync", "true");
	}

	private static boolean succeeds(String... command) throws InterruptedException {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Run a program, which must end well, on a disk that it alone sees.
	 * @param program its class, whose only argument is where the disk is
	 * @param directory where the disk is to be
	 * @param size how large it is, as {@code mount} takes it
	 * @return what it printed
	 * @throws IOException if it could not be run
	 * @throws InterruptedException if the thread was interrupted
	 */
	public static String runOnSmallDisk(Class<?> program, Path directory, String size)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c",
				"mount -t tmpfs -o size=" + size + " tmpfs \"$0\" && exec \"$@\"", directory.toString()));
		command.addAll(command(program, directory.toString()));
		return run(command);
	}

	/**
	 * Run a program, which must end well, and write down its system calls.
	 * @param trace the file to write, in the format of {@code strace -f -yy}
	 * @param calls which calls, divided by commas
	 * @param program its class, with a method {@code main}
	 * @param arguments its arguments
	 * @throws IOException if it could not be run
	 * @throws InterruptedException if the thread was interrupted
	 */
	public static void runTraced(Path trace, String calls, Class<?> program, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("strace", "-f", "-yy", "-s", "16", "--seccomp-bpf", "-e",
				"trace=" + calls, "-o", trace.toString()));
		command.addAll(command(program, arguments));
		run(command);
	}

	private static String run(List<String> command) throws IOException, InterruptedException {
		Path output = Files.createTempFile("child", ".txt");
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
			String printed = Files.readString(output, StandardCharsets.UTF_8);
			assertThat(ended).as(printed).isTrue();
			assertThat(process.exitValue()).as(printed).isZero();
			return printed;
		}
		finally {
			Files.delete(output);
		}
	}

}
