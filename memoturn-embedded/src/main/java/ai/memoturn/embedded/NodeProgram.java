package ai.memoturn.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.slf4j.LoggerFactory;

/**
 * The node as a program. Configured by {@code MEMOTURN_*} environment variables alone.
 * Prints one line when it accepts requests and runs until it is interrupted or
 * terminated, which stops it gracefully. Where it cannot start it says why in one line on
 * the standard error stream and exits with status 1.
 */
public final class NodeProgram {

	private static final String PRINT_PUBLIC_KEY = "--print-public-key";

	private static final int REFUSED = 1;

	private NodeProgram() {
	}

	/**
	 * Run the node.
	 * @param arguments none; or {@code --print-public-key} to print the key that verifies
	 * the node's tokens, 32 bytes in hexadecimal, and end; or {@code export} or
	 * {@code import}, a profile and a file, to copy the profile's memories and end
	 * @throws InterruptedException if the main thread is interrupted
	 */
	public static void main(String[] arguments) throws InterruptedException {
		configureLog();
		EmbeddedNode node;
		try {
			if (List.of(arguments).equals(List.of(PRINT_PUBLIC_KEY))) {
				System.out.println(new ProgramOptions(System.getenv()).publicKey());
				return;
			}
			if (TransferCommands.know(List.of(arguments))) {
				Path directory = new ProgramOptions(System.getenv()).dataDirectory();
				System.out.println(new TransferCommands(directory, ProgressBar.isTerminal()).run(List.of(arguments)));
				return;
			}
			if (arguments.length > 0) {
				throw new ProgramOptions.BadOptionException("takes no arguments but " + PRINT_PUBLIC_KEY + ", "
						+ TransferCommands.USAGE + "; it is configured by MEMOTURN_* environment variables");
			}
			node = start(System.getenv());
			warnOfOpenDoor(node);
		}
		catch (ProgramOptions.BadOptionException ex) {
			System.err.println("memoturn-node: " + ex.getMessage());
			System.exit(REFUSED);
			return;
		}
		Runtime.getRuntime().addShutdownHook(new Thread(node::close, "memoturn-node-shutdown"));
		System.out.println("Memoturn node accepts requests at " + node.url() + ", data in " + node.dataDirectory());
		System.out.flush();
		// The node's threads are daemons; this one keeps the program alive.
		new CountDownLatch(1).await();
	}

	private static EmbeddedNode start(Map<String, String> environment) {
		ProgramOptions options = new ProgramOptions(environment);
		EmbeddedNode.Builder builder = options.builder();
		try {
			return builder.start();
		}
		catch (NodeStartException ex) {
			throw options.explain(ex);
		}
	}

	private static void warnOfOpenDoor(EmbeddedNode node) {
		if (node.platformKey().isEmpty()) {
			// The log must have been configured before the first logger is made.
			LoggerFactory.getLogger(NodeProgram.class)
				.warn("MEMOTURN_AUTH is off: every process of this machine may read and change everything");
		}
	}

	/** Of the log that is in the program's jar, unless the user says otherwise. */
	private static void configureLog() {
		defaultProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
		defaultProperty("org.slf4j.simpleLogger.showDateTime", "true");
		defaultProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
		// It warns of every request that is not HTTP, which anybody may send.
		defaultProperty("org.slf4j.simpleLogger.log.reactor.netty.http.server", "error");
	}

	private static void defaultProperty(String name, String value) {
		if (System.getProperty(name) == null) {
			System.setProperty(name, value);
		}
	}

}
