package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

import ai.memoturn.boot.scope.CurrentMemoryProfile;
import ai.memoturn.boot.scope.NoMemoryProfileException;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the profile of a request's user in both web stacks: injected, as an argument,
 * and on the threads to which a request hands work.
 */
class CurrentMemoryProfileTests {

	private static final int USERS = 20;

	private static final List<String> SERVLET_PATHS = List.of("/injected", "/argument", "/reactive",
			"/reactive-argument", "/async", "/callable", "/elastic");

	private static final List<String> WEBFLUX_PATHS = List.of("/reactive", "/reactive-argument", "/argument", "/hops");

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	Path dataDirectory;

	@Test
	void usersOfServletsShouldSeeTheirOwnMemories() throws Exception {
		try (ConfigurableApplicationContext context = servlet(
				"--memoturn.embedded.data-directory=" + this.dataDirectory)) {
			assertUsersSeeTheirOwn(context, SERVLET_PATHS);
			assertNobodyIsRefusedAndNothingSent(context, SERVLET_PATHS);
		}
	}

	@Test
	void usersOfWebFluxShouldSeeTheirOwnMemories() throws Exception {
		try (ConfigurableApplicationContext context = webFlux(
				"--memoturn.embedded.data-directory=" + this.dataDirectory)) {
			assertUsersSeeTheirOwn(context, WEBFLUX_PATHS);
			assertNobodyIsRefusedAndNothingSent(context, WEBFLUX_PATHS);
			// Nothing carries the user to a blocking call on another thread.
			assertNobodyIsRefusedAndNothingSent(context, List.of("/blocking"));
		}
	}

	@Test
	void whenHeadersDecideThenTheyDoInBothStacks() throws Exception {
		try (RecordingServer server = new RecordingServer()) {
			String[] arguments = { "--memoturn.url=" + server.url(), "--memoturn.retry.enabled=false",
					"--memoturn.scope.header=X-User", "--memoturn.scope.tenant-header=X-Tenant" };
			for (Function<String[], ConfigurableApplicationContext> stack : List
				.<Function<String[], ConfigurableApplicationContext>>of(CurrentMemoryProfileTests::servlet,
						CurrentMemoryProfileTests::webFlux)) {
				try (ConfigurableApplicationContext context = stack.apply(arguments)) {
					server.requests().clear();
					HttpRequest.Builder request = ServletMemoryProfileTests.request(url(context, "/reactive"), "user-1")
						.header("X-User", "proxied")
						.header("X-Tenant", "globex");
					this.http.send(request.build(), BodyHandlers.ofString());
					assertThat(server.requests()).singleElement()
						.satisfies((sent) -> assertThat(sent.path()).contains("globex/proxied"));
					server.requests().clear();
					request.header("X-User", "smuggled");
					assertThat(this.http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
					assertThat(server.requests()).isEmpty();
				}
			}
		}
	}

	private void assertUsersSeeTheirOwn(ConfigurableApplicationContext context, List<String> paths) throws Exception {
		MemoturnClient client = context.getBean(MemoturnClient.class);
		for (int i = 0; i < USERS; i++) {
			client.memory("dev", "user-" + i).ingest(MemoryInput.fact("drink", "tea of user-" + i));
		}
		for (String path : paths) {
			List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 2 * USERS)
				.mapToObj((i) -> this.http.sendAsync(
						ServletMemoryProfileTests.request(url(context, path), "user-" + (i % USERS)).build(),
						BodyHandlers.ofString()))
				.toList();
			for (int i = 0; i < answers.size(); i++) {
				assertThat(answers.get(i).get(30, TimeUnit.SECONDS).body()).as(path)
					.isEqualTo("tea of user-" + (i % USERS));
			}
		}
	}

	private void assertNobodyIsRefusedAndNothingSent(ConfigurableApplicationContext context, List<String> paths)
			throws Exception {
		double sent = sent(context);
		assertThat(sent).isPositive();
		for (String path : paths) {
			HttpRequest request = ServletMemoryProfileTests.request(url(context, path), null).build();
			assertThat(this.http.send(request, BodyHandlers.ofString()).statusCode()).as(path)
				.isEqualTo(HttpStatus.FORBIDDEN.value());
		}
		assertThat(sent(context)).isEqualTo(sent);
	}

	private static double sent(ConfigurableApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.find("memoturn.client.call.attempt")
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

	private static URI url(ConfigurableApplicationContext context, String path) {
		return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
	}

	private static ConfigurableApplicationContext servlet(String... arguments) {
		return new SpringApplication(ServletMemoryProfileTests.Application.class, ServletController.class, Worker.class,
				AsyncSupport.class)
			.run(StringUtils.addStringToArray(
					StringUtils.addStringToArray(arguments, "--spring.task.execution.propagate-context=true"),
					"--server.shutdown=immediate"));
	}

	private static ConfigurableApplicationContext webFlux(String... arguments) {
		SpringApplication application = new SpringApplication(WebFluxApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		return application.run(StringUtils.addStringToArray(arguments, "--server.shutdown=immediate"));
	}

	private static String recall(MemoryProfile memory) {
		return memory.recall((q) -> q.topicKey("drink")).first().summary();
	}

	private static Mono<String> recall(ReactiveMemoryProfile memory) {
		return memory.recall((q) -> q.topicKey("drink")).map((hits) -> hits.first().summary());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncSupport {

	}

	static class Worker {

		private final MemoryProfile memory;

		Worker(MemoryProfile memory) {
			this.memory = memory;
		}

		@Async
		CompletableFuture<String> recallLater() {
			return CompletableFuture.completedFuture(recall(this.memory));
		}

	}

	@RestController
	static class ServletController {

		private final MemoryProfile memory;

		private final ReactiveMemoryProfile reactiveMemory;

		private final Worker worker;

		ServletController(MemoryProfile memory, ReactiveMemoryProfile reactiveMemory, Worker worker) {
			this.memory = memory;
			this.reactiveMemory = reactiveMemory;
			this.worker = worker;
		}

		@GetMapping("/injected")
		String injected() {
			return recall(this.memory);
		}

		@GetMapping("/argument")
		CompletableFuture<String> argument(@CurrentMemoryProfile MemoryProfile memory) {
			return CompletableFuture.supplyAsync(() -> recall(memory));
		}

		@GetMapping("/reactive")
		Mono<String> reactive() {
			return recall(this.reactiveMemory);
		}

		@GetMapping("/reactive-argument")
		Mono<String> reactiveArgument(@CurrentMemoryProfile ReactiveMemoryProfile memory) {
			return Mono.defer(() -> recall(memory)).subscribeOn(Schedulers.parallel());
		}

		@GetMapping("/async")
		CompletableFuture<String> async() {
			return this.worker.recallLater();
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return () -> recall(this.memory);
		}

		@GetMapping("/elastic")
		Mono<String> elastic() {
			return recall(this.reactiveMemory).subscribeOn(Schedulers.boundedElastic());
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.FORBIDDEN)
		String refuse(NoMemoryProfileException ex) {
			return String.valueOf(ex.getMessage());
		}

	}

	@RestController
	static class WebFluxController {

		private final MemoryProfile memory;

		private final ReactiveMemoryProfile reactiveMemory;

		WebFluxController(MemoryProfile memory, ReactiveMemoryProfile reactiveMemory) {
			this.memory = memory;
			this.reactiveMemory = reactiveMemory;
		}

		@GetMapping("/reactive")
		Mono<String> reactive() {
			return recall(this.reactiveMemory);
		}

		@GetMapping("/reactive-argument")
		Mono<String> reactiveArgument(@CurrentMemoryProfile ReactiveMemoryProfile memory) {
			return recall(memory);
		}

		@GetMapping("/argument")
		Mono<String> argument(@CurrentMemoryProfile MemoryProfile memory) {
			return Mono.fromSupplier(() -> recall(memory)).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/hops")
		Mono<String> hops() {
			return Mono.just("x")
				.publishOn(Schedulers.boundedElastic())
				.flatMap((x) -> recall(this.reactiveMemory))
				.publishOn(Schedulers.parallel());
		}

		@GetMapping("/blocking")
		Mono<String> blocking() {
			return Mono.fromSupplier(() -> recall(this.memory)).subscribeOn(Schedulers.boundedElastic());
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.FORBIDDEN)
		String refuse(NoMemoryProfileException ex) {
			return String.valueOf(ex.getMessage());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(WebFluxController.class)
	static class WebFluxApplication {

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(IntStream.range(0, USERS)
				.mapToObj((i) -> User.withUsername("user-" + i).password("secret").build())
				.toList());
		}

		@Bean
		PasswordEncoder passwordEncoder() {
			return new ServletMemoryProfileTests.PlainPasswords();
		}

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.build();
		}

	}

}
