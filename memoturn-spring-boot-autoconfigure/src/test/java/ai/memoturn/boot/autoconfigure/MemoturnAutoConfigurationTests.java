package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.memoturn.boot.scope.MemoryBranchResolver;
import ai.memoturn.boot.scope.MemoryProfileResolver;
import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.boot.scope.NoMemoryProfileException;
import ai.memoturn.boot.scope.ProfileNameEncoding;
import ai.memoturn.boot.scope.ReactiveMemoryBranchResolver;
import ai.memoturn.boot.scope.ReactiveMemoryProfileResolver;
import ai.memoturn.boot.scope.RequestMemoryScopeFilter;
import ai.memoturn.boot.scope.ScopeResolution;
import ai.memoturn.boot.scope.ScopedMemoryProfile;
import ai.memoturn.boot.scope.ScopedReactiveMemoryProfile;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.error.AnswerTooLargeException;
import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.policy.EffectivePolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.web.filter.reactive.ServerWebExchangeContextFilter.EXCHANGE_CONTEXT_ATTRIBUTE;

/**
 * Tests for {@link MemoturnAutoConfiguration}.
 */
class MemoturnAutoConfigurationTests {

	private static final String URL = "memoturn.url=http://127.0.0.1:1";

	@TempDir
	Path dataDirectory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class));

	private final WebApplicationContextRunner webRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner reactiveRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class));

	@Test
	void whenUrlIsSetThenBothClientsAndNoNode() {
		this.runner.withPropertyValues(URL).run((context) -> {
			assertThat(context).hasSingleBean(MemoturnClient.class)
				.hasSingleBean(ReactiveMemoturnClient.class)
				.hasSingleBean(ScopedMemoryProfile.class)
				.doesNotHaveBean(EmbeddedNodeLifecycle.class);
			assertThat(context.getBean(MemoturnConnectionDetails.class).getUrl())
				.isEqualTo(URI.create("http://127.0.0.1:1"));
			assertThat(context.getBean(ApplicationNamespace.class).name()).isNull();
		});
	}

	@Test
	void whenNothingIsSetThenTheEmbeddedNodeServesTheClientInNamespaceDev() {
		embedded().run((context) -> {
			assertThat(context).hasSingleBean(EmbeddedNodeLifecycle.class);
			assertThat(context.getBean(MemoturnClient.class).ping().clockSkew()).isEqualTo(Duration.ZERO);
			assertThat(context.getBean(ApplicationNamespace.class).name()).isEqualTo("dev");
			assertThat(this.dataDirectory).isNotEmptyDirectory();
		});
	}

	@Test
	void whenThereIsNoNodeThenUrlIsEnough() {
		this.runner.withClassLoader(new FilteredClassLoader("ai.memoturn.embedded"))
			.withPropertyValues(URL)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(MemoturnClient.class));
	}

	@Test
	void whenThereIsNeitherUrlNorNodeThenTheStartFails() {
		this.runner.withClassLoader(new FilteredClassLoader("ai.memoturn.embedded"))
			.run((context) -> assertThat(failure(context)).isEqualTo(NodeChoice.NEITHER));
	}

	@Test
	void whenUrlIsSetAndModeIsEmbeddedThenTheStartFails() {
		this.runner.withPropertyValues(URL, "memoturn.mode=embedded")
			.run((context) -> assertThat(failure(context)).isEqualTo(NodeChoice.URL_AND_EMBEDDED));
	}

	@Test
	void whenModeIsRemoteThenTheNodeOnTheClassPathIsNotUsed() {
		this.runner.withPropertyValues("memoturn.mode=remote")
			.run((context) -> assertThat(failure(context)).isEqualTo(NodeChoice.REMOTE_WITHOUT_URL));
	}

	@Test
	void whenTheApplicationHasConnectionDetailsThenTheyAreUsed() {
		try (RecordingServer server = new RecordingServer()) {
			this.runner.withBean(MemoturnConnectionDetails.class, () -> () -> server.url()).run((context) -> {
				assertThat(context).hasSingleBean(MemoturnConnectionDetails.class)
					.doesNotHaveBean(EmbeddedNodeLifecycle.class);
				context.getBean(MemoturnClient.class).ping();
				assertThat(server.requests()).hasSize(1);
			});
		}
	}

	@Test
	void whenTheApplicationHasAClientThenItIsUsedAndNeedsNoUrl() {
		this.runner.withClassLoader(new FilteredClassLoader("ai.memoturn.embedded"))
			.withUserConfiguration(OwnClient.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(MemoturnClient.class).hasBean("ownClient");
				assertThat(context).hasSingleBean(ReactiveMemoturnClient.class);
			});
	}

	@Test
	void whenTheApplicationHasAReactiveClientThenItIsUsed() {
		this.runner.withPropertyValues(URL)
			.withUserConfiguration(OwnReactiveClient.class)
			.run((context) -> assertThat(context).hasSingleBean(ReactiveMemoturnClient.class)
				.hasBean("ownReactiveClient")
				.hasSingleBean(MemoturnClient.class));
	}

	@Test
	void whenTheContextClosesThenTheClientIsClosed() {
		this.runner.withPropertyValues(URL).run((context) -> {
			MemoturnClient client = context.getBean(MemoturnClient.class);
			context.close();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(client::ping);
		});
	}

	@Test
	void customizersShouldHaveTheLastWordInTheirOrder() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"namespace\":\"acme\",\"profiles\":[]}");
			this.runner.withPropertyValues("memoturn.url=" + server.url(), "memoturn.token=property-token")
				.withUserConfiguration(Customizers.class)
				.run((context) -> context.getBean(MemoturnClient.class).profiles("acme"));
			assertThat(server.requests()).singleElement()
				.satisfies((request) -> assertThat(request.authorization()).isEqualTo("Bearer second"));
		}
	}

	@Test
	void credentialsShouldReachTheNode() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"namespace\":\"acme\",\"profiles\":[]}");
			this.runner
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.token=the-token",
						"memoturn.platform-key=the-key")
				.run((context) -> context.getBean(MemoturnClient.class).profiles("acme"));
			assertThat(server.requests())
				.containsExactly(new RecordingServer.Request("/v1/memory/acme", "Bearer the-token"));
		}
	}

	@Test
	void tokensShouldBeMintedFromThePlatformKey() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"token\":\"minted\",\"expires_in\":60,\"namespace\":\"acme\",\"profiles\":[]}");
			this.runner.withPropertyValues("memoturn.url=" + server.url(), "memoturn.platform-key=the-key",
					"memoturn.tokens.mint=namespace", "memoturn.tokens.lifetime=1m", "memoturn.tokens.max-cached=10")
				.run((context) -> context.getBean(MemoturnClient.class).profiles("acme"));
			assertThat(server.requests()).containsExactly(
					new RecordingServer.Request("/v1/namespaces/acme/tokens", "Bearer the-key"),
					new RecordingServer.Request("/v1/memory/acme", "Bearer minted"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "source=x, tokens.mint=profile, no platform key to mint tokens with",
			"token=canary-token, tokens.mint=namespace, a token as well", "source=x, tokens.mint=all, tokens.mint",
			"tokens.mint=profile, tokens.lifetime=1s, memoturn.tokens.lifetime",
			"tokens.mint=profile, tokens.max-cached=0, memoturn.tokens.max-cached" })
	void whenTokensCannotBeMintedThenTheStartFails(String one, String other, String message) {
		ApplicationContextRunner runner = (message.startsWith("no platform")) ? this.runner
				: this.runner.withPropertyValues("memoturn.platform-key=canary-key");
		runner.withPropertyValues(URL, "memoturn." + one, "memoturn." + other)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(message)
				.rootCause()
				.hasMessageNotContaining("canary"));
	}

	@Test
	void sourceShouldReachTheNode() {
		embedded().withPropertyValues("memoturn.source=support-bot").run((context) -> {
			MemoryProfile alice = context.getBean(MemoturnClient.class).memory("acme", "alice");
			String id = alice.ingest(MemoryInput.fact("likes tea")).results().get(0).id();
			assertThat(alice.get(id).orElseThrow().source()).isEqualTo("support-bot");
		});
	}

	@Test
	void limitsShouldReachTheClient() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"namespace\":\"acme\",\"profiles\":[" + " ".repeat(2000) + "]}");
			this.runner.withPropertyValues("memoturn.url=" + server.url(), "memoturn.max-response-size=1KB")
				.run((context) -> assertThatExceptionOfType(AnswerTooLargeException.class)
					.isThrownBy(() -> context.getBean(MemoturnClient.class).profiles("acme")));
			server.fallSilent();
			this.runner
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.total-timeout=50ms",
						"memoturn.max-connections=1")
				.run((context) -> assertThatExceptionOfType(DeadlineExceededException.class)
					.isThrownBy(() -> context.getBean(MemoturnClient.class).profiles("acme")));
		}
	}

	@ParameterizedTest
	@CsvSource({ "connect-timeout, -1s", "connect-timeout, 0s", "response-timeout, -1s", "total-timeout, 0s",
			"max-connections, 0", "max-waiting-calls, 0", "max-idle-time, 0s", "max-response-size, 0B",
			"max-response-size, -1B", "max-response-size, 2GB", "max-response-size, -4294967295B", "namespace, Acme",
			"namespace, a--b", "embedded.port, 70000", "embedded.port, -1", "embedded.data-directory, ' '",
			"embedded.durability, eventual", "durability, eventual", "retry.max-attempts, 0", "retry.max-attempts, 11",
			"mode, cloud", "scope.encoding, lossy" })
	void whenAValueIsOutOfRangeThenTheStartFailsNamingTheProperty(String key, String value) {
		ApplicationContextRunner runner = (key.startsWith("embedded")) ? this.runner
				: this.runner.withPropertyValues(URL);
		runner.withPropertyValues("memoturn." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("memoturn." + key));
	}

	@Test
	void whenConnectingMayTakeLongerThanTheCallThenTheStartFails() {
		this.runner.withPropertyValues(URL, "memoturn.connect-timeout=5s", "memoturn.total-timeout=2s")
			.run((context) -> assertThat(context).getFailure()
				.cause()
				.cause()
				.isInstanceOf(MemoturnConfigurationException.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "token", "platform-key" })
	void whenASecretIsUnusableThenTheStartFailsWithoutShowingIt(String key) {
		for (String secret : List.of("", " ", "canary 1", "canary\n", "canaryé")) {
			// Not withPropertyValues, which trims.
			this.runner.withPropertyValues(URL)
				.withInitializer((context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("secret", Map.of("memoturn." + key, secret))))
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(MemoturnConfigurationException.class)
					.hasMessageContaining("memoturn." + key)
					.hasMessageNotContaining("canary"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost:8080", "ftp://memoturn", "http://", "https://user:canary@memoturn",
			"https://memoturn?x=canary", "https://memoturn#canary", "https://memo turn canary" })
	void whenTheUrlIsUnusableThenTheStartFailsWithoutShowingIt(String url) {
		this.runner.withPropertyValues("memoturn.url=" + url)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MemoturnConfigurationException.class)
				.hasMessageContaining("memoturn.url")
				.hasMessageNotContaining("canary"));
	}

	@Test
	void propertiesAndDetailsShouldNotPrintSecrets() {
		this.runner
			.withPropertyValues(URL, "memoturn.namespace=acme", "memoturn.token=canary-token",
					"memoturn.platform-key=canary-key")
			.run((context) -> assertThat(List.of(context.getBean(MemoturnProperties.class),
					context.getBean(MemoturnConnectionDetails.class), context.getBean(MemoturnClient.class),
					context.getBean(ReactiveMemoturnClient.class), context.getBean(MemoryProfile.class)))
				.allSatisfy((bean) -> assertThat(bean.toString()).doesNotContain("canary")));
	}

	@Test
	void whenThereIsNoResolverThenEveryUseFailsAndSaysWhatToDo() {
		try (RecordingServer server = new RecordingServer()) {
			this.runner.withClassLoader(new FilteredClassLoader(SecurityContextHolder.class))
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.namespace=acme")
				.run((context) -> {
					assertThat(context).doesNotHaveBean(MemoryProfileResolver.class)
						.doesNotHaveBean(ReactiveMemoryProfileResolver.class);
					MemoryProfile memory = context.getBean(MemoryProfile.class);
					assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(() -> memory.recall("tea"))
						.withMessageContaining("MemoryProfileResolver");
					ReactiveMemoryProfile reactive = context.getBean(ReactiveMemoryProfile.class);
					assertThatExceptionOfType(NoMemoryProfileException.class)
						.isThrownBy(() -> reactive.recall("tea").block(Duration.ofSeconds(10)))
						.withMessageContaining("MemoryProfileResolver");
				});
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void whenThereIsSpringSecurityThenItsPrincipalDecidesInEveryKindOfApplication() {
		SecurityContextHolder.getContext()
			.setAuthentication(UsernamePasswordAuthenticationToken.authenticated("dora", null, List.of()));
		try {
			String namespace = "memoturn.namespace=acme";
			this.runner.withPropertyValues(URL, namespace).run((context) -> assertThatProfilesAre("dora", context));
			this.webRunner.withPropertyValues(URL, namespace).run((context) -> assertThatProfilesAre("dora", context));
			this.reactiveRunner.withPropertyValues(URL, namespace)
				.run((context) -> assertThatProfilesAre("dora", context));
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	@Test
	void whenThereAreTwoResolversThenUseFailsNamingBoth() {
		this.runner.withPropertyValues(URL, "memoturn.namespace=acme")
			.withBean("first", MemoryProfileResolver.class, () -> () -> MemoryScope.of("ann"))
			.withBean("second", MemoryProfileResolver.class, () -> () -> MemoryScope.of("ben"))
			.withUserConfiguration(Injected.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("There are 2 beans of type MemoryProfileResolver (first, second)")
				.hasStackTraceContaining("primary"));
	}

	@Test
	void whenTheApplicationHasAReactiveResolverThenNoneOfOursAsksTheThread() {
		this.webRunner.withPropertyValues(URL, "memoturn.namespace=acme")
			.withBean(ReactiveMemoryProfileResolver.class, () -> () -> Mono.just(MemoryScope.of("ben")))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveMemoryProfileResolver.class)
				.doesNotHaveBean(MemoryProfileResolver.class));
	}

	@ParameterizedTest
	@CsvSource({ "claim=sub, header=X-User, memoturn.scope.header",
			"tenant-claim=tenant, tenant-header=X-Tenant, memoturn.scope.tenant-header",
			"claim=, encoding=strict, memoturn.scope.claim is blank",
			"encoding=lossy, header=X, memoturn.scope.encoding" })
	void whenThereAreTwoAnswersToWhoseMemoriesAreMeantThenTheStartFails(String one, String other, String message) {
		this.webRunner
			.withPropertyValues(URL, "memoturn.namespace=acme", "memoturn.scope." + one, "memoturn.scope." + other)
			.withUserConfiguration(Injected.class)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	@Test
	void whenAClaimIsWantedAndNothingKnowsClaimsThenTheStartFails() {
		this.webRunner.withPropertyValues(URL, "memoturn.namespace=acme", "memoturn.scope.claim=sub")
			.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2"))
			.withUserConfiguration(Injected.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("nothing in the application knows"));
	}

	@Test
	void whenServletThenTheFilterAndTheArgumentResolverAreThereAndBackOff() {
		this.webRunner.withPropertyValues(URL)
			.run((context) -> assertThat(context).hasSingleBean(RequestMemoryScopeFilter.class)
				.hasSingleBean(CurrentMemoryProfileConfigurations.CurrentMemoryProfileMvcConfigurer.class));
		this.webRunner.withPropertyValues(URL)
			.withBean("own", RequestMemoryScopeFilter.class, () -> new RequestMemoryScopeFilter(() -> null))
			.run((context) -> assertThat(context).hasSingleBean(RequestMemoryScopeFilter.class).hasBean("own"));
		this.webRunner.withPropertyValues(URL)
			.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RequestMemoryScopeFilter.class));
	}

	@Test
	void whenReactiveThenTheExchangeFilterAndTheArgumentResolverAreThereAndBackOff() {
		this.reactiveRunner.withPropertyValues(URL)
			.run((context) -> assertThat(context).hasSingleBean(ServerWebExchangeContextFilter.class)
				.hasSingleBean(CurrentMemoryProfileConfigurations.CurrentMemoryProfileWebFluxConfigurer.class));
		this.reactiveRunner.withPropertyValues(URL)
			.withBean("own", ServerWebExchangeContextFilter.class, ServerWebExchangeContextFilter::new)
			.run((context) -> assertThat(context).hasSingleBean(ServerWebExchangeContextFilter.class).hasBean("own"));
	}

	@Test
	void whatServesOneKindOfApplicationShouldNotBeInTheOthers() {
		this.runner.withPropertyValues(URL)
			.run((context) -> assertThat(context).hasSingleBean(ScopedMemoryProfile.class)
				.hasSingleBean(ScopedReactiveMemoryProfile.class)
				.doesNotHaveBean(RequestMemoryScopeFilter.class)
				.doesNotHaveBean(WebMvcConfigurer.class)
				.doesNotHaveBean(WebFluxConfigurer.class)
				.doesNotHaveBean(ServerWebExchangeContextFilter.class));
		this.webRunner.withPropertyValues(URL)
			.run((context) -> assertThat(context).hasSingleBean(ScopedMemoryProfile.class)
				.hasSingleBean(ScopedReactiveMemoryProfile.class)
				.doesNotHaveBean(WebFluxConfigurer.class)
				.doesNotHaveBean(ServerWebExchangeContextFilter.class));
		this.reactiveRunner.withPropertyValues(URL)
			.run((context) -> assertThat(context).hasSingleBean(ScopedMemoryProfile.class)
				.hasSingleBean(ScopedReactiveMemoryProfile.class)
				.doesNotHaveBean(RequestMemoryScopeFilter.class)
				.doesNotHaveBean(WebMvcConfigurer.class));
	}

	@Test
	void whenReactiveWithoutSpringSecurityThenThePrincipalOfTheExchangeDecides() {
		this.reactiveRunner.withClassLoader(new FilteredClassLoader(SecurityContextHolder.class))
			.withPropertyValues(URL, "memoturn.namespace=acme")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(MemoryProfileResolver.class);
				Mono<MemoryScope> resolved = context.getBean(ReactiveMemoryProfileResolver.class).resolve();
				assertThat(resolved.blockOptional()).isEmpty();
				assertThat(
						resolved
							.contextWrite((outer) -> outer.put(EXCHANGE_CONTEXT_ATTRIBUTE,
									MockServerWebExchange.builder(MockServerHttpRequest.get("/")).build()))
							.blockOptional())
					.isEmpty();
				assertThat(resolved.contextWrite((outer) -> outer.put(EXCHANGE_CONTEXT_ATTRIBUTE,
						MockServerWebExchange.builder(MockServerHttpRequest.get("/")).principal(() -> "carol").build()))
					.blockOptional()).contains(new MemoryScope("acme", "carol", null));
			});
	}

	@Test
	void whenTheApplicationHasAResolverThenNoneOfOursIsThereInAnyKindOfApplication() {
		for (ClassLoader classLoader : List.of(getClass().getClassLoader(),
				new FilteredClassLoader(SecurityContextHolder.class))) {
			this.webRunner.withClassLoader(classLoader)
				.withPropertyValues(URL)
				.withBean(MemoryProfileResolver.class, () -> () -> MemoryScope.of("ben"))
				.run((context) -> assertThat(context).hasSingleBean(MemoryProfileResolver.class)
					.doesNotHaveBean(ReactiveMemoryProfileResolver.class));
			this.reactiveRunner.withClassLoader(classLoader)
				.withPropertyValues(URL)
				.withBean(MemoryProfileResolver.class, () -> () -> MemoryScope.of("ben"))
				.run((context) -> assertThat(context).hasSingleBean(MemoryProfileResolver.class)
					.doesNotHaveBean(ReactiveMemoryProfileResolver.class));
		}
	}

	@Test
	void whenTheApplicationHasMemoryProfilesThenTheyAreUsed() {
		this.runner.withPropertyValues(URL).withBean("own", MemoryProfiles.class, () -> {
			MemoturnClient client = MemoturnClient.builder().url("http://127.0.0.1:1").build();
			return new MemoryProfiles(client, client.reactive(),
					new ScopeResolution(() -> MemoryScope.of("own"), null, "own", ProfileNameEncoding.STRICT));
		}).run((context) -> assertThat(context.getBean(MemoryProfile.class).namespace()).isEqualTo("own"));
	}

	@Test
	void withoutContextPropagationEverythingElseShouldWork() {
		this.webRunner.withPropertyValues(URL)
			.withClassLoader(new FilteredClassLoader("io.micrometer.context"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenServletThenThePrincipalDecides() {
		this.webRunner.withPropertyValues(URL, "memoturn.namespace=acme")
			.run((context) -> assertThat(context).hasSingleBean(MemoryProfileResolver.class)
				.getBean(MemoryProfile.class)
				.hasToString("Memory profile of the current user"));
	}

	@Test
	void whenServletWithoutSpringSecurityThenThePrincipalOfTheContainerDecides() {
		this.webRunner.withClassLoader(new FilteredClassLoader(SecurityContextHolder.class))
			.withPropertyValues(URL, "memoturn.namespace=acme")
			.run((context) -> {
				MemoryProfile memory = context.getBean(MemoryProfile.class);
				assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(memory::profile);
				MockHttpServletRequest request = new MockHttpServletRequest();
				RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
				try {
					assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(memory::profile);
					request.setUserPrincipal(() -> "carol");
					assertThat(memory.profile()).isEqualTo("carol");
				}
				finally {
					RequestContextHolder.resetRequestAttributes();
				}
			});
	}

	@Test
	void whenTheApplicationHasAResolverThenItDecides() {
		this.webRunner.withPropertyValues(URL)
			.withBean(MemoryProfileResolver.class, () -> () -> new MemoryScope("tenant-1", "bob", "draft"))
			.run((context) -> {
				assertThat(context).hasSingleBean(MemoryProfileResolver.class);
				MemoryProfile memory = context.getBean(MemoryProfile.class);
				assertThat(memory.namespace()).isEqualTo("tenant-1");
				assertThat(memory.profile()).isEqualTo("bob");
				assertThat(memory.branch()).isEqualTo("draft");
			});
	}

	@Test
	void whenTheApplicationTellsTheBranchThenWhoItIsIsDecidedAsEver() {
		SecurityContextHolder.getContext()
			.setAuthentication(UsernamePasswordAuthenticationToken.authenticated("dora", null, List.of()));
		try {
			this.webRunner.withPropertyValues(URL, "memoturn.namespace=acme")
				.withBean(MemoryBranchResolver.class, () -> () -> "trial")
				.withBean(ReactiveMemoryBranchResolver.class, () -> () -> Mono.just("trial"))
				.run((context) -> {
					MemoryProfile memory = context.getBean(MemoryProfile.class);
					assertThat(memory.profile()).isEqualTo("dora");
					assertThat(memory.branch()).isEqualTo("trial");
					assertThat(context.getBean(ReactiveMemoryProfile.class).branch()).isEqualTo("trial");
					assertThat(context.getBean(MemoryProfiles.class).of(MemoryScope.of("dora")).branch()).isNull();
				});
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	@Test
	void whenTwoTellTheBranchThenUsingTheProfileFails() {
		this.runner.withPropertyValues(URL, "memoturn.namespace=acme")
			.withBean("one", MemoryBranchResolver.class, () -> () -> "one")
			.withBean("other", MemoryBranchResolver.class, () -> () -> "other")
			.run((context) -> assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> context.getBean(MemoryProfile.class))
				.withStackTraceContaining("2 beans of type MemoryBranchResolver"));
	}

	@Test
	void retentionShouldBeWhatTheNodeKeepsTo() {
		embedded()
			.withPropertyValues("memoturn.embedded.history.retention=2h",
					"memoturn.embedded.history.snapshot-retention=3d")
			.run((context) -> {
				EffectivePolicy effective = context.getBean(MemoturnClient.class)
					.policies()
					.getProfile("acme", "alice")
					.effective();
				assertThat(effective.pitr()).isEqualTo(Duration.ofHours(2));
				assertThat(effective.pitrSnapshot()).isEqualTo(Duration.ofDays(3));
			});
	}

	@Test
	void whenEncodingIsHashedThenTheProfileIsADigest() {
		this.runner.withPropertyValues(URL, "memoturn.namespace=acme", "memoturn.scope.encoding=hashed")
			.withBean(MemoryProfileResolver.class, () -> () -> MemoryScope.of("alice@example.com"))
			.run((context) -> assertThat(context.getBean(MemoryProfile.class).profile()).startsWith("ff8d9819"));
	}

	@Test
	void whenNobodyHasSaidTheNamespaceThenInjectingTheProfileFailsTheStart() {
		this.webRunner.withPropertyValues(URL)
			.withUserConfiguration(Injected.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MemoturnConfigurationException.class)
				.hasMessageContaining("memoturn.namespace"));
	}

	@Test
	void whenNobodyHasSaidTheNamespaceAndTheProfileIsNotInjectedThenTheApplicationStarts() {
		this.webRunner.withPropertyValues(URL).run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(classes = { Unqualified.class, ReactiveUnqualified.class, PrimaryQualified.class })
	void whenAnotherProfileWouldBeInjectedUnaskedThenTheStartFails(Class<?> configuration) {
		this.runner.withPropertyValues(URL)
			.withUserConfiguration(configuration, Injected.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(MemoturnConfigurationException.class)
				.hasMessageContaining("'memoryProfile'")
				.hasMessageContaining("every user"));
	}

	@Test
	void whenAnotherProfileIsRegisteredAsSingletonThenTheStartFails() {
		this.runner.withPropertyValues(URL)
			.withInitializer((context) -> context.getBeanFactory()
				.registerSingleton("shared",
						MemoturnClient.builder().url("http://127.0.0.1:1").build().memory("a", "b")))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(MemoturnConfigurationException.class)
				.hasMessageContaining("'shared'"));
	}

	@ParameterizedTest
	@ValueSource(classes = { Qualified.class, NoDefaultCandidate.class, NoAutowireCandidate.class })
	void whenAnotherProfileHasToBeAskedForThenTheScopedOneIsStillInjected(Class<?> configuration) {
		this.runner.withPropertyValues(URL, "memoturn.namespace=acme")
			.withUserConfiguration(configuration, Injected.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("memoryProfile");
				assertThat(context.getBean(Injected.Consumer.class).memory()).isInstanceOf(ScopedMemoryProfile.class);
			});
	}

	private static void assertThatProfilesAre(String name, BeanFactory context) {
		assertThat(context.getBean(MemoryProfile.class).profile()).isEqualTo(name);
		assertThat(context.getBean(ReactiveMemoryProfile.class).profile()).isEqualTo(name);
	}

	private ApplicationContextRunner embedded() {
		return this.runner.withPropertyValues("memoturn.embedded.data-directory=" + this.dataDirectory);
	}

	private static NodeChoice failure(AssertableApplicationContext context) {
		Throwable cause = NestedExceptionUtils.getRootCause(context.getStartupFailure());
		return Arrays.stream(NodeChoice.values())
			.filter((choice) -> cause instanceof MemoturnConfigurationException
					&& Objects.equals(cause.getMessage(), message(choice)))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No choice explains itself like this", cause));
	}

	private static @Nullable String message(NodeChoice choice) {
		try {
			choice.orFail();
			return null;
		}
		catch (MemoturnConfigurationException ex) {
			return ex.getMessage();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		MemoturnClient ownClient() {
			return MemoturnClient.builder().url("http://127.0.0.1:1").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnReactiveClient {

		@Bean
		ReactiveMemoturnClient ownReactiveClient(MemoturnClient client) {
			return client.reactive();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		MemoturnClientBuilderCustomizer second() {
			return (builder) -> builder.token("second");
		}

		@Bean
		@Order(1)
		MemoturnClientBuilderCustomizer first() {
			return (builder) -> builder.token("first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		@Bean
		Consumer consumer(MemoryProfile memory) {
			return new Consumer(memory);
		}

		record Consumer(MemoryProfile memory) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unqualified {

		@Bean
		MemoryProfile memoryProfile(MemoturnClient client) {
			return client.memory("acme", "everybody");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReactiveUnqualified {

		@Bean
		ReactiveMemoryProfile memoryProfile(ReactiveMemoturnClient client) {
			return client.memory("acme", "everybody");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryQualified {

		@Bean
		@Primary
		@Qualifier("everybody")
		MemoryProfile memoryProfile(MemoturnClient client) {
			return client.memory("acme", "everybody");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Qualified {

		@Bean
		@Qualifier("everybody")
		MemoryProfile memoryProfile(MemoturnClient client) {
			return client.memory("acme", "everybody");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoDefaultCandidate {

		@Bean(defaultCandidate = false)
		MemoryProfile memoryProfile(MemoturnClient client) {
			return client.memory("acme", "everybody");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoAutowireCandidate {

		@Bean(autowireCandidate = false)
		MemoryProfile memoryProfile(MemoturnClient client) {
			return client.memory("acme", "everybody");
		}

	}

}
