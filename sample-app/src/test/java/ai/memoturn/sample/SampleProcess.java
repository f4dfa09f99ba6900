package ai.memoturn.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample in a JVM of its own, which can be killed.
 */
final class SampleProcess implements AutoCloseable {

	private static final Pattern LISTENING = Pattern.compile("Tomcat started on port (\\d+)");

	// A busy machine takes its time to start a JVM.
	private static final long PATIENCE = 120;

	private final Process process;

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private final StringBuffer output = new StringBuffer();

	private SampleProcess(Process process) {
		this.process = process;
	}

	/**
	 * Start the sample.
	 * @param data directory for its data
	 * @return the process, listening
	 */
	static SampleProcess start(Path data) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		if (Runtime.version().feature() >= 22) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				SampleApplication.class.getName()));
		command.addAll(List.of(RunningSample.arguments(data)));
		SampleProcess sample = new SampleProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
		Thread reader = new Thread(sample::read, "sample-output");
		reader.setDaemon(true);
		reader.start();
		try {
			sample.port.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
			return sample;
		}
		catch (CompletionException ex) {
			sample.close();
			throw new IllegalStateException("The sample did not start:\n" + sample.output, ex);
		}
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader()) {
			String line;
			while ((line = reader.readLine()) != null) {
				this.output.append(line).append('\n');
				Matcher matcher = LISTENING.matcher(line);
				if (matcher.find()) {
					this.port.complete(Integer.valueOf(matcher.group(1)));
				}
			}
			this.port.completeExceptionally(new IllegalStateException("The process ended"));
		}
		catch (IOException ex) {
			this.port.completeExceptionally(new UncheckedIOException(ex));
		}
	}

	SampleClient as(String user) {
		return SampleClient.of(this.port.join(), user);
	}

	/**
	 * Kill the process without giving it a chance to tidy up (SIGKILL where there is
	 * one), and wait until it is gone.
	 */
	void kill() {
		this.process.destroyForcibly();
		this.process.onExit().orTimeout(PATIENCE, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		kill();
	}

}
