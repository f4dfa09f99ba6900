package ai.memoturn.boot.autoconfigure.health;

import ai.memoturn.boot.autoconfigure.MemoturnAutoConfiguration;
import ai.memoturn.boot.health.MemoturnHealthIndicator;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoturnHealthContributorAutoConfiguration}.
 */
class MemoturnHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class,
				MemoturnHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class))
		.withPropertyValues("memoturn.url=http://127.0.0.1:1");

	@Test
	void healthShouldBeReportedByDefault() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(MemoturnHealthIndicator.class)
			.hasBean("memoturnHealthContributor"));
	}

	@Test
	void whenSwitchedOffThenHealthIsNotReported() {
		this.runner.withPropertyValues("management.health.memoturn.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MemoturnHealthIndicator.class)
				.hasSingleBean(MemoturnClient.class));
	}

	@Test
	void whenThereIsNoHealthModuleThenTheClientWorksWithout() {
		ClassLoader classLoader = new FilteredClassLoader("org.springframework.boot.health");
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(classLoader), Imports.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run("--memoturn.url=http://127.0.0.1:1")) {
			assertThat(context.getBean(MemoturnClient.class)).isNotNull();
			assertThat(context.containsBean("memoturnHealthContributor")).isFalse();
		}
	}

	@Test
	void whenTheApplicationHasItsOwnThenItIsUsed() {
		this.runner
			.withBean("memoturnHealthIndicator", ReactiveHealthIndicator.class,
					() -> () -> Mono.just(Health.unknown().build()))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveHealthIndicator.class)
				.doesNotHaveBean(MemoturnHealthIndicator.class));
	}

	@Test
	void whenThereAreSeveralClientsThenEachIsReported() {
		this.runner.withUserConfiguration(TwoClients.class)
			.run((context) -> assertThat(context.getBean("memoturnHealthContributor")).isInstanceOfSatisfying(
					CompositeReactiveHealthContributor.class,
					(composite) -> assertThat(composite.stream().map((entry) -> entry.name()))
						.containsExactlyInAnyOrder("one", "two")));
	}

	@Test
	void theEndpointShouldReportItAndLivenessShouldNot() {
		try (RecordingServer server = new RecordingServer()) {
			this.runner
				.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
						EndpointAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
						HealthEndpointAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class))
				.withPropertyValues("memoturn.url=" + server.url(), "management.endpoint.health.probes.enabled=true")
				.run((context) -> {
					assertThat(context.getBean(HealthEndpoint.class).healthForPath("memoturn"))
						.satisfies((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP));
					HealthEndpointGroups groups = context.getBean(HealthEndpointGroups.class);
					HealthEndpointGroup liveness = groups.get("liveness");
					assertThat(liveness).isNotNull();
					assertThat(liveness.isMember("memoturn")).isFalse();
				});
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MemoturnAutoConfiguration.class, MemoturnHealthContributorAutoConfiguration.class })
	static class Imports {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoClients {

		@Bean
		ReactiveMemoturnClient one(MemoturnClient client) {
			return client.reactive();
		}

		@Bean
		ReactiveMemoturnClient two(MemoturnClient client) {
			return client.reactive();
		}

	}

}
