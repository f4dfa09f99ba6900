package ai.memoturn.benchmarks;

import java.util.Collection;
import java.util.Locale;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs the benchmarks whose names match the first argument, all by default, and prints
 * one table with the machine that made it. With {@code client}, compares the client with
 * others instead; with {@code start}, measures what Memoturn adds to the start of an
 * application.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	public static void main(String[] arguments) throws Exception {
		if (arguments.length > 0 && arguments[0].equals("client")) {
			System.out.println(machine());
			ClientComparison.run();
			return;
		}
		if (arguments.length > 0 && arguments[0].equals("start")) {
			System.out.println(machine());
			StartBenchmarks.run();
			return;
		}
		String include = (arguments.length > 0) ? arguments[0] : ".*";
		Collection<RunResult> results = new Runner(
				new OptionsBuilder().include(include).jvmArgsAppend("-Xmx2g").build())
			.run();
		StringBuilder table = new StringBuilder("\n").append(machine()).append("\n\n");
		table.append("| benchmark | parameters | p50 | p95 | p99 | unit |\n| --- | --- | --- | --- | --- | --- |\n");
		for (RunResult result : results) {
			BenchmarkParams parameters = result.getParams();
			Statistics statistics = result.getPrimaryResult().getStatistics();
			String name = parameters.getBenchmark();
			table.append("| ").append(name.substring(name.lastIndexOf('.') + 1)).append(" | ");
			parameters.getParamsKeys()
				.forEach((key) -> table.append(key).append(" = ").append(parameters.getParam(key)).append(' '));
			for (double percentile : new double[] { 50, 95, 99 }) {
				table.append("| ").append(String.format(Locale.ROOT, "%.3f ", statistics.getPercentile(percentile)));
			}
			table.append("| ").append(result.getPrimaryResult().getScoreUnit()).append(" |\n");
		}
		System.out.println(table);
	}

	private static String machine() {
		return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
				+ System.getProperty("os.arch") + ", JDK " + System.getProperty("java.version");
	}

}
