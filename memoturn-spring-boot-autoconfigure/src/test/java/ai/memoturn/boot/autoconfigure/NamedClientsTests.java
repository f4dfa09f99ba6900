package ai.memoturn.boot.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;

import ai.memoturn.boot.actuate.MemoturnEndpoint;
import ai.memoturn.boot.autoconfigure.health.MemoturnHealthContributorAutoConfiguration;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the clients of {@code memoturn.clients}.
 */
class NamedClientsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MemoturnAutoConfiguration.class, MemoturnActuatorAutoConfiguration.class,
						MemoturnHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class))
		.withPropertyValues("memoturn.url=http://127.0.0.1:1", "management.endpoints.web.exposure.include=memoturn");

	@Test
	void eachShouldBeInjectedByItsNameAndTheDefaultOneWithout() {
		try (RecordingServer billing = new RecordingServer(); RecordingServer main = new RecordingServer()) {
			this.runner
				.withPropertyValues("memoturn.url=" + main.url(), "memoturn.clients.billing.url=" + billing.url(),
						"memoturn.clients.billing.token=billing-token",
						"memoturn.clients.eu-west.url=http://127.0.0.1:2")
				.withUserConfiguration(Injected.class)
				.run((context) -> {
					Injected.Clients clients = context.getBean(Injected.Clients.class);
					clients.billing().ping();
					clients.reactiveBilling().ping().block();
					assertThat(billing.requests()).hasSize(2);
					assertThat(main.requests()).isEmpty();
					clients.main().ping();
					clients.reactiveMain().ping().block();
					assertThat(main.requests()).hasSize(2);
					assertThat(context).hasBean("eu-westMemoturnClient");
				});
		}
	}

	@Test
	void eachShouldHaveItsOwnCredentialsAndTheCustomizersKnowWhichItIs() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"namespace\":\"acme\",\"profiles\":[]}");
			this.runner
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.token=main-token",
						"memoturn.clients.billing.url=" + server.url(), "memoturn.clients.billing.token=billing-token")
				.run((context) -> {
					context.getBean("billingMemoturnClient", MemoturnClient.class).profiles("acme");
					context.getBean("memoturnClient", MemoturnClient.class).profiles("acme");
				});
			assertThat(server.requests()).extracting(RecordingServer.Request::authorization)
				.containsExactly("Bearer billing-token", "Bearer main-token");
			server.requests().clear();
			this.runner
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.clients.billing.url=" + server.url())
				.withBean(MemoturnClientBuilderCustomizer.class, NamingCustomizer::new)
				.run((context) -> {
					context.getBean("billingMemoturnClient", MemoturnClient.class).profiles("acme");
					context.getBean("memoturnClient", MemoturnClient.class).profiles("acme");
				});
			assertThat(server.requests()).extracting(RecordingServer.Request::authorization)
				.containsExactly("Bearer billing", "Bearer default");
		}
	}

	@Test
	void eachShouldHaveHealthAndBeTold() {
		this.runner.withPropertyValues("memoturn.clients.billing.url=http://127.0.0.1:2").run((context) -> {
			assertThat(context.getBean("memoturnHealthContributor")).isInstanceOfSatisfying(
					CompositeReactiveHealthContributor.class,
					(composite) -> assertThat(composite.stream().map((entry) -> entry.name()))
						.containsExactlyInAnyOrder("default", "billing"));
			MemoturnEndpoint endpoint = context.getBean(MemoturnEndpoint.class);
			assertThat(endpoint.memoturn().mode()).isEqualTo("remote");
			assertThat(endpoint.memoturn().clients()).containsOnlyKeys("billing", "default");
			assertThat(endpoint.client("billing")).isNotNull()
				.satisfies((client) -> assertThat(client.connections().max()).isEqualTo(100));
			assertThat(endpoint.client("unknown")).isNull();
		});
	}

	@Test
	void eachShouldCloseWithTheContext() {
		this.runner.withPropertyValues("memoturn.clients.billing.url=http://127.0.0.1:2").run((context) -> {
			MemoturnClient client = context.getBean("billingMemoturnClient", MemoturnClient.class);
			context.close();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(client::ping);
		});
	}

	@ParameterizedTest
	@CsvSource({ "billing.token, canary-secret, memoturn.clients.billing.url is not set",
			"billing.url, https://user:canary@host, memoturn.clients.billing.url cannot be used",
			"default.url, http://127.0.0.1:1, memoturn.clients.default is configured" })
	void whenOneCannotWorkThenTheStartFailsNamingTheProperty(String key, String value, String message) {
		this.runner.withPropertyValues("memoturn.clients." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(message)
				.satisfies((ex) -> assertThat(stackTrace(ex)).doesNotContain("canary")));
	}

	@Test
	void whenALimitOfOneIsOutOfRangeThenItsPropertyIsNamed() {
		this.runner
			.withPropertyValues("memoturn.clients.billing.url=http://127.0.0.1:2",
					"memoturn.clients.billing.max-connections=0")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("memoturn.clients.billing.max-connections"));
	}

	private static String stackTrace(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	private static final class NamingCustomizer implements MemoturnClientBuilderCustomizer {

		@Override
		public void customize(MemoturnClient.Builder builder) {
			throw new AssertionError("the name is known");
		}

		@Override
		public void customize(String name, MemoturnClient.Builder builder) {
			builder.token(name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		@Bean
		Clients clients(MemoturnClient main, ReactiveMemoturnClient reactiveMain,
				@Qualifier("billing") MemoturnClient billing,
				@Qualifier("billing") ReactiveMemoturnClient reactiveBilling) {
			return new Clients(main, reactiveMain, billing, reactiveBilling);
		}

		record Clients(MemoturnClient main, ReactiveMemoturnClient reactiveMain, MemoturnClient billing,
				ReactiveMemoturnClient reactiveBilling) {
		}

	}

}
