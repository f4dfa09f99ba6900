package ai.memoturn.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * What Memoturn adds to the start of an application. The yardstick is the same
 * application on the same class path with a WebClient of Boot's own starter, and without
 * any auto-configuration of Memoturn.
 * <p>
 * Each start is the first one in a JVM of its own, since the second finds everything
 * loaded. The ways to start take turns, in each round in another order, and the figure is
 * the median of the differences to the yardstick of the same round, so that a machine
 * that is busy for a while slows all of them. The quartiles say how far rounds differ.
 * Besides the time on the clock there is the processor time of the thread that starts the
 * application, which suffers less from what else runs. Not a benchmark of JMH, whose
 * forks take no turns.
 */
final class StartBenchmarks {

	private static final int ROUNDS = 25;

	private static final String RESULT = "started in nanoseconds: ";

	private StartBenchmarks() {
	}

	static void run() throws Exception {
		Way yardstick = new Way("with a WebClient alone", "--spring.autoconfigure.exclude=" + autoConfigurations());
		List<Way> others = List.of(new Way("remote", "--memoturn.url=http://127.0.0.1:1"),
				new Way("embedded", "--memoturn.mode=embedded", "--memoturn.embedded.temporary=true"));
		List<Way> order = new ArrayList<>(others);
		order.add(yardstick);
		for (int round = 0; round <= ROUNDS; round++) {
			for (Way way : order) {
				Start start = start(way.arguments());
				// The first round reads the class path from the disk.
				if (round > 0) {
					way.starts().add(start);
				}
			}
			order.add(order.remove(0));
		}
		report("start " + yardstick.name(), yardstick.starts());
		for (Way other : others) {
			report("start " + other.name(), other.starts());
			report("start " + other.name() + ", above that " + yardstick.name(),
					IntStream.range(0, ROUNDS)
						.mapToObj((round) -> other.starts().get(round).minus(yardstick.starts().get(round)))
						.toList());
		}
	}

	/** Those of Memoturn, as Boot finds them, so that none is forgotten. */
	private static String autoConfigurations() {
		return StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, StartBenchmarks.class.getClassLoader())
				.spliterator(), false)
			.filter((name) -> name.startsWith("ai.memoturn."))
			.collect(Collectors.joining(","));
	}

	private static Start start(List<String> arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g", "-classpath",
						System.getProperty("java.class.path"), StartBenchmarks.class.getName()));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int status = process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
		String[] result = output.lines()
			.filter((line) -> line.startsWith(RESULT))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No start, status " + status + ": " + output))
			.substring(RESULT.length())
			.split(" ", 2);
		return new Start(Long.parseLong(result[0]), Long.parseLong(result[1]));
	}

	private static void report(String label, List<Start> starts) {
		System.out.println(String.format(Locale.ROOT, "%-52s %s ms, of the processor %s ms", label,
				quartiles(starts.stream().mapToLong(Start::clock).toArray()),
				quartiles(starts.stream().mapToLong(Start::processor).toArray())));
	}

	private static String quartiles(long[] nanos) {
		Arrays.sort(nanos);
		return String.format(Locale.ROOT, "%.0f (%.0f to %.0f)", nanos[nanos.length / 2] / 1e6,
				nanos[nanos.length / 4] / 1e6, nanos[nanos.length * 3 / 4] / 1e6);
	}

	/**
	 * Start once, in a JVM of its own.
	 * @param arguments those of the application
	 */
	public static void main(String[] arguments) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long processor = threads.getCurrentThreadCpuTime();
		long clock = System.nanoTime();
		ConfigurableApplicationContext context = new SpringApplication(Application.class).run(arguments);
		clock = System.nanoTime() - clock;
		processor = threads.getCurrentThreadCpuTime() - processor;
		context.close();
		System.out.println(RESULT + clock + " " + processor);
	}

	/**
	 * A way to start.
	 *
	 * @param name what it is called
	 * @param arguments those of the application
	 * @param starts its starts, one of each round
	 */
	private record Way(String name, List<String> arguments, List<Start> starts) {

		Way(String name, String... arguments) {
			this(name, List.of(arguments), new ArrayList<>());
		}

	}

	/**
	 * One start, or what one takes above another.
	 *
	 * @param clock nanoseconds on the clock
	 * @param processor nanoseconds of processor time of the starting thread
	 */
	private record Start(long clock, long processor) {

		Start minus(Start other) {
			return new Start(this.clock - other.clock, this.processor - other.processor);
		}

	}

	/**
	 * An application with a WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.build();
		}

	}

}
