package ai.memoturn.benchmarks;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * What Memoturn adds to the start of an application. Each measurement is the first start
 * in a JVM of its own, since the second one finds everything loaded. The yardstick is the
 * same application on the same class path with a WebClient of Boot's own starter, and
 * without the auto-configuration of Memoturn.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(5)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class StartBenchmarks {

	private static final String WITHOUT_MEMOTURN = "--spring.autoconfigure.exclude="
			+ "ai.memoturn.boot.autoconfigure.MemoturnAutoConfiguration,"
			+ "ai.memoturn.boot.autoconfigure.MemoturnActuatorAutoConfiguration,"
			+ "ai.memoturn.boot.autoconfigure.health.MemoturnHealthContributorAutoConfiguration";

	private @Nullable ConfigurableApplicationContext context;

	@Benchmark
	public Object startWithWebClientAlone() {
		return start(WITHOUT_MEMOTURN);
	}

	@Benchmark
	public Object startRemote() {
		return start("--memoturn.url=http://127.0.0.1:1");
	}

	@Benchmark
	public Object startEmbedded() {
		return start("--memoturn.mode=embedded", "--memoturn.embedded.temporary=true");
	}

	private ConfigurableApplicationContext start(String... arguments) {
		ConfigurableApplicationContext context = new SpringApplication(Application.class).run(arguments);
		this.context = context;
		return context;
	}

	@TearDown
	public void stop() {
		if (this.context != null) {
			this.context.close();
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
