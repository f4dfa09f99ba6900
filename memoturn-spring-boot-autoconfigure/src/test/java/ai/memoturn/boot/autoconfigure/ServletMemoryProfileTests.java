package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import ai.memoturn.boot.scope.NoMemoryProfileException;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecalledMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the memory profile of the current user in a servlet application.
 */
class ServletMemoryProfileTests {

	private static final int USERS = 20;

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	Path dataDirectory;

	@Test
	void usersShouldSeeTheirOwnMemoriesAndNobodyElses() throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(Application.class,
				"--memoturn.embedded.data-directory=" + this.dataDirectory)) {
			URI url = url(context);
			List<CompletableFuture<HttpResponse<String>>> stored = IntStream.range(0, USERS)
				.mapToObj((i) -> this.http.sendAsync(
						request(url, "user-" + i).POST(BodyPublishers.ofString("tea of user-" + i)).build(),
						BodyHandlers.ofString()))
				.toList();
			for (CompletableFuture<HttpResponse<String>> answer : stored) {
				assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
			}
			List<CompletableFuture<HttpResponse<String>>> recalled = IntStream.range(0, 10 * USERS)
				.mapToObj((i) -> this.http.sendAsync(request(url, "user-" + (i % USERS)).build(),
						BodyHandlers.ofString()))
				.toList();
			for (int i = 0; i < recalled.size(); i++) {
				assertThat(recalled.get(i).get(30, TimeUnit.SECONDS).body())
					.isEqualTo("[\"tea of user-" + (i % USERS) + "\"]");
			}
			assertThat(context.getBean(MemoturnClient.class).memory("dev", "user-7").recall("tea").memories())
				.hasSize(1);
		}
	}

	@Test
	void whenNobodyIsSignedInThenNothingIsSent() throws Exception {
		try (RecordingServer server = new RecordingServer();
				ConfigurableApplicationContext context = SpringApplication.run(Application.class,
						"--memoturn.url=" + server.url(), "--memoturn.namespace=acme")) {
			HttpResponse<String> answer = this.http.send(request(url(context), null).build(), BodyHandlers.ofString());
			assertThat(answer.statusCode()).isEqualTo(HttpStatus.FORBIDDEN.value());
			assertThat(answer.body()).contains("Nobody is signed in");
			MemoryProfile memory = context.getBean(MemoryProfile.class);
			assertRefused(memory);
			SecurityContextHolder.getContext()
				.setAuthentication(new AnonymousAuthenticationToken("key", "anonymousUser",
						AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
			assertRefused(memory);
			Authentication unverified = UsernamePasswordAuthenticationToken.unauthenticated("alice", "guess");
			SecurityContextHolder.getContext().setAuthentication(unverified);
			assertRefused(memory);
			SecurityContextHolder.getContext()
				.setAuthentication(UsernamePasswordAuthenticationToken.authenticated("alice", null, List.of()));
			assertThat(memory.profile()).isEqualTo("alice");
			// What is handed to another thread without its user has none there.
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> CompletableFuture.supplyAsync(() -> memory.recall("tea")).get(10, TimeUnit.SECONDS))
				.withCauseInstanceOf(NoMemoryProfileException.class);
			assertThat(server.requests()).isEmpty();
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	@Test
	void whenTheNameIsNoProfileNameThenStrictRefusesAndHashedDoesNot() {
		Authentication alice = UsernamePasswordAuthenticationToken.authenticated("alice@example.com", null, List.of());
		SecurityContextHolder.getContext().setAuthentication(alice);
		try {
			WebApplicationContextRunner runner = new WebApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class))
				.withPropertyValues("memoturn.url=http://127.0.0.1:1", "memoturn.namespace=acme");
			runner.run((context) -> assertThatExceptionOfType(NoMemoryProfileException.class)
				.isThrownBy(() -> context.getBean(MemoryProfile.class).recall("tea"))
				.withMessageContaining("memoturn.scope.encoding=hashed"));
			runner.withPropertyValues("memoturn.scope.encoding=hashed")
				.run((context) -> assertThat(context.getBean(MemoryProfile.class).profile()).hasSize(64));
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	@Test
	void theStarterShouldNotMakeTheApplicationReactiveNorStartASecondServer() {
		try (ConfigurableApplicationContext context = SpringApplication.run(Application.class,
				"--memoturn.url=http://127.0.0.1:1", "--memoturn.namespace=acme")) {
			assertThat(context).isInstanceOf(ServletWebServerApplicationContext.class);
			assertThat(context.getBeansOfType(WebServerFactory.class).values()).singleElement()
				.isInstanceOf(ServletWebServerFactory.class);
		}
	}

	private static void assertRefused(MemoryProfile memory) {
		assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(() -> memory.recall("tea"));
	}

	private static URI url(ConfigurableApplicationContext context) {
		return URI
			.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/memories");
	}

	static HttpRequest.Builder request(URI url, @Nullable String user) {
		HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(30));
		if (user != null) {
			String credentials = Base64.getEncoder()
				.encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
			request.header("Authorization", "Basic " + credentials);
		}
		return request;
	}

	/**
	 * The usual encoder would spend the time of the tests on hashing.
	 */
	static final class PlainPasswords implements PasswordEncoder {

		@Override
		public String encode(@Nullable CharSequence password) {
			return String.valueOf(password);
		}

		@Override
		public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
			return encode(password).equals(encoded);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Assistant.class)
	static class Application {

		@Bean
		InMemoryUserDetailsManager users() {
			List<UserDetails> users = IntStream.range(0, USERS)
				.mapToObj((i) -> User.withUsername("user-" + i).password("secret").build())
				.toList();
			return new InMemoryUserDetailsManager(users);
		}

		@Bean
		PasswordEncoder passwordEncoder() {
			return new PlainPasswords();
		}

		// Lets everybody in, so that only the memory profile itself refuses.
		@Bean
		SecurityFilterChain security(HttpSecurity http) throws Exception {
			return http.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

	@RestController
	static class Assistant {

		private final MemoryProfile memory;

		Assistant(MemoryProfile memory) {
			this.memory = memory;
		}

		@GetMapping("/memories")
		List<String> recall() {
			return this.memory.recall("tea").memories().stream().map(RecalledMemory::summary).toList();
		}

		@PostMapping("/memories")
		void remember(@RequestBody String text) {
			this.memory.ingest(MemoryInput.fact("drink", text));
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.FORBIDDEN)
		String refuse(NoMemoryProfileException ex) {
			return String.valueOf(ex.getMessage());
		}

	}

}
