package ai.memoturn.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.boot.listener.AuditListenerStatus;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The sample, running in this JVM on a port of its own.
 */
final class RunningSample implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RunningSample(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** The same users, whose passwords need not be hashed for every request. */
	static final String[] QUICK_USERS = { "--sample.users[0].name=alice",
			"--sample.users[0].password={noop}" + SampleClient.password("alice"), "--sample.users[1].name=bob",
			"--sample.users[1].password={noop}" + SampleClient.password("bob") };

	/**
	 * Start the sample as it is configured, except for port and directory.
	 * @param data directory for its data
	 * @param arguments further command line arguments
	 * @return the running sample
	 */
	static RunningSample start(Path data, String... arguments) {
		return new RunningSample(new SpringApplicationBuilder(SampleApplication.class).run(arguments(data, arguments)));
	}

	static String[] arguments(Path data, String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("--server.port=0", "--memoturn.embedded.data-directory=" + data.toAbsolutePath()));
		all.addAll(List.of(arguments));
		return all.toArray(String[]::new);
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	SampleClient as(String user) {
		return SampleClient.of(port(), user);
	}

	AuditListenerStatus listener(String id) {
		return this.context.getBean(AuditListenerRegistry.class).find(id).orElseThrow().status();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
