package ai.memoturn.boot.autoconfigure;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.UnavailableException;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for how the client layers its settings over those of all HTTP clients, SSL
 * bundles included.
 */
class HttpClientSettingsTests {

	private static final String PASSWORD = "changeit";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(MemoturnAutoConfiguration.class, HttpClientAutoConfiguration.class, SslAutoConfiguration.class));

	@TempDir
	Path directory;

	@Test
	void theReadTimeoutOfAllClientsShouldBeTheResponseTimeoutUnlessSet() {
		try (RecordingServer server = new RecordingServer()) {
			server.fallSilent();
			ApplicationContextRunner runner = this.runner.withPropertyValues("memoturn.url=" + server.url(),
					"spring.http.clients.read-timeout=50ms");
			runner.run((context) -> assertThatExceptionOfType(UnavailableException.class)
				.isThrownBy(() -> context.getBean(MemoturnClient.class).ping())
				.withMessageContaining("ReadTimeoutException"));
			runner.withPropertyValues("memoturn.response-timeout=100ms", "memoturn.total-timeout=150ms")
				.run((context) -> assertThatExceptionOfType(RuntimeException.class)
					.isThrownBy(() -> context.getBean(MemoturnClient.class).ping()));
		}
	}

	@Test
	void whatIsLongerThanTheTotalShouldBeCutToItAndNotRefused() {
		this.runner
			.withPropertyValues("memoturn.url=http://127.0.0.1:1", "memoturn.total-timeout=1s",
					"spring.http.clients.read-timeout=60s", "spring.http.clients.connect-timeout=60s")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner
			.withPropertyValues("memoturn.url=http://127.0.0.1:1", "spring.http.clients.read-timeout=0s",
					"spring.http.clients.connect-timeout=10m")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutBootsSettingsTheClientShouldWorkAlone() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client"))
			.withPropertyValues("memoturn.url=http://127.0.0.1:1")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HttpClientDefaults.class));
	}

	@Test
	void whenTheBundleIsUnknownThenTheStartFails() {
		this.runner.withPropertyValues("memoturn.url=https://127.0.0.1:1", "memoturn.ssl.bundle=missing")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MemoturnConfigurationException.class)
				.hasMessageContaining("memoturn.ssl.bundle is 'missing'"));
	}

	@Test
	void theBundleShouldDecideWhomToTrust() throws Exception {
		Path keys = keyStore("node", "ip:127.0.0.1");
		HttpsServer server = server(keys);
		try {
			ApplicationContextRunner runner = this.runner
				.withPropertyValues("memoturn.url=https://127.0.0.1:" + server.getAddress().getPort());
			runner.run((context) -> assertRefused(context.getBean(MemoturnClient.class)));
			ApplicationContextRunner withBundle = runner.withPropertyValues(
					"spring.ssl.bundle.jks.internal.truststore.location=" + keys.toUri(),
					"spring.ssl.bundle.jks.internal.truststore.password=" + PASSWORD);
			withBundle.withPropertyValues("memoturn.ssl.bundle=internal")
				.run((context) -> context.getBean(MemoturnClient.class).ping());
			withBundle.withPropertyValues("spring.http.clients.ssl.bundle=internal")
				.run((context) -> context.getBean(MemoturnClient.class).ping());
			withBundle
				.withPropertyValues("memoturn.ssl.bundle=internal",
						"spring.ssl.bundle.jks.internal.options.enabled-protocols=TLSv1.1")
				.run((context) -> assertRefused(context.getBean(MemoturnClient.class)));
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void whenTheCertificateIsTrustedAndOfAnotherHostThenTheNodeIsRefused() throws Exception {
		Path keys = keyStore("other", "dns:other.example");
		HttpsServer server = server(keys);
		try {
			this.runner
				.withPropertyValues("memoturn.url=https://127.0.0.1:" + server.getAddress().getPort(),
						"memoturn.ssl.bundle=internal",
						"spring.ssl.bundle.jks.internal.truststore.location=" + keys.toUri(),
						"spring.ssl.bundle.jks.internal.truststore.password=" + PASSWORD)
				.run((context) -> assertRefused(context.getBean(MemoturnClient.class)));
		}
		finally {
			server.stop(0);
		}
	}

	private static void assertRefused(MemoturnClient client) {
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(client::ping)
			.withMessageContaining("not sent");
	}

	private Path keyStore(String name, String alternative) throws Exception {
		Path file = this.directory.resolve(name + ".p12");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
		command.addAll(List.of("-keyalg", "EC", "-alias", name, "-dname", "CN=" + name, "-ext", "san=" + alternative));
		command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file.toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("keytool.log").toFile())
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(file).exists();
		return file;
	}

	private static HttpsServer server(Path keys) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keys)) {
			store.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(store, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		server.createContext("/", (exchange) -> {
			try (exchange) {
				exchange.sendResponseHeaders(200, 2);
				exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
			}
		});
		server.start();
		return server;
	}

}
