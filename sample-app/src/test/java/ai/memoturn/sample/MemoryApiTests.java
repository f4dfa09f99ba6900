package ai.memoturn.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JSON API with HTTP Basic, as the README shows it.
 */
class MemoryApiTests {

	private static final String UNKNOWN_ID = "mem_" + "0".repeat(32);

	private static RunningSample sample;

	@BeforeAll
	static void start(@TempDir Path data) {
		sample = RunningSample.start(data, RunningSample.QUICK_USERS);
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	private SampleClient alice;

	private SampleClient bob;

	@BeforeEach
	void signIn() {
		this.alice = sample.as("alice");
		this.bob = sample.as("bob");
	}

	@Test
	void whenAFactIsRememberedThenItIsRecalledWithScoreAndChannels() {
		this.alice
			.post(Map.of("type", "fact", "topic", "user.city", "summary", "Lives in Graz", "keywords", "home town"))
			.expectStatus()
			.isCreated()
			.expectHeader()
			.value(HttpHeaders.LOCATION, (location) -> assertThat(location).startsWith("/api/memories/mem_"))
			.expectBody()
			.jsonPath("$.id")
			.value(String.class, (id) -> assertThat(id).matches("mem_[0-9a-f]{32}"))
			.jsonPath("$.status")
			.isEqualTo("created")
			.jsonPath("$.superseded")
			.isEmpty();
		this.alice.recall("which town?", "user.city")
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.memories.length()")
			.isEqualTo(1)
			.jsonPath("$.memories[0].type")
			.isEqualTo("fact")
			.jsonPath("$.memories[0].topic")
			.isEqualTo("user.city")
			.jsonPath("$.memories[0].summary")
			.isEqualTo("Lives in Graz")
			.jsonPath("$.memories[0].keywords")
			.isEqualTo("home town")
			.jsonPath("$.memories[0].content.text")
			.isEqualTo("Lives in Graz")
			.jsonPath("$.memories[0].score")
			.isEqualTo(3.0 / 61)
			.jsonPath("$.memories[0].channels")
			.isEqualTo(List.of("topic", "keyword"));
		this.alice.recall("graz", "")
			.expectBody()
			.jsonPath("$.memories[0].score")
			.isEqualTo(1.0 / 61)
			.jsonPath("$.memories[0].channels")
			.isEqualTo(List.of("keyword"));
	}

	@Test
	void whenANewerFactIsRememberedThenItReplacesTheOlderAndTheChainShowsBoth() {
		String older = this.alice.fact("user.diet", "vegetarian since 2024");
		this.alice.post(Map.of("type", "fact", "topic", "user.diet", "summary", "vegan since 2026"))
			.expectStatus()
			.isCreated()
			.expectBody()
			.jsonPath("$.superseded")
			.isEqualTo(List.of(older));
		this.alice.recall("vegetarian vegan", "user.diet")
			.expectBody()
			.jsonPath("$.memories.length()")
			.isEqualTo(1)
			.jsonPath("$.memories[0].summary")
			.isEqualTo("vegan since 2026");
		this.alice.get("/api/memories/{id}/chain", older)
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.complete")
			.isEqualTo(true)
			.jsonPath("$.memories.length()")
			.isEqualTo(2)
			.jsonPath("$.memories[0].summary")
			.isEqualTo("vegan since 2026")
			.jsonPath("$.memories[0].supersededBy")
			.isEmpty()
			.jsonPath("$.memories[1].id")
			.isEqualTo(older)
			.jsonPath("$.memories[1].supersededBy")
			.isNotEmpty()
			.jsonPath("$.memories[1].supersededAt")
			.isNotEmpty();
	}

	@Test
	void whenTheSameIsSaidAgainThenNothingIsCreated() {
		Map<String, String> dark = Map.of("type", "fact", "topic", "user.theme", "summary", "dark");
		this.alice.post(dark).expectStatus().isCreated();
		this.alice.post(dark).expectStatus().isOk().expectBody().jsonPath("$.status").isEqualTo("duplicate");
		String light = this.alice.fact("user.theme", "light");
		this.alice.post(dark)
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("revived")
			.jsonPath("$.superseded")
			.isEqualTo(List.of(light));
	}

	@Test
	void whenEventsDifferInTheirTextOnlyThenBothAreKept() {
		this.alice.post(Map.of("type", "event", "summary", "zeppelin landed")).expectStatus().isCreated();
		this.alice.post(Map.of("type", "event", "summary", "zeppelin left")).expectStatus().isCreated();
		this.alice.recall("zeppelin", "").expectBody().jsonPath("$.memories.length()").isEqualTo(2);
	}

	@Test
	void whenContentIsGivenThenItIsKept() {
		this.alice.post(Map.of("type", "event", "summary", "quokka seen", "content", Map.of("count", 3)))
			.expectStatus()
			.isCreated();
		this.alice.recall("quokka", "").expectBody().jsonPath("$.memories[0].content.count").isEqualTo(3);
	}

	@Test
	void whenAnotherUserAsksThenNothingOfItIsThere() {
		String id = this.alice.fact("user.secret", "hidden under the walnut tree");
		this.bob.recall("hidden walnut tree", "user.secret")
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.memories")
			.isEmpty();
		this.bob.get("/api/memories/{id}", id).expectStatus().isNotFound();
		this.bob.get("/api/memories/{id}/chain", id).expectStatus().isNotFound();
		this.bob.forget(id).expectStatus().isNotFound();
		this.alice.get("/api/memories/{id}", id).expectStatus().isOk();
	}

	@Test
	void whenAMemoryIsForgottenThenItIsGoneAndItsPredecessorStaysReplaced() {
		String older = this.alice.fact("user.car", "drives a beetle");
		String newer = this.alice.fact("user.car", "drives a tram");
		this.alice.forget(newer).expectStatus().isNoContent();
		this.alice.forget(newer).expectStatus().isNotFound();
		this.alice.get("/api/memories/{id}", newer).expectStatus().isNotFound();
		this.alice.recall("drives", "user.car").expectBody().jsonPath("$.memories").isEmpty();
		this.alice.get("/api/memories/{id}/chain", older)
			.expectBody()
			.jsonPath("$.memories.length()")
			.isEqualTo(1)
			.jsonPath("$.memories[0].supersededBy")
			.isEqualTo(newer)
			.jsonPath("$.complete")
			.isEqualTo(true);
	}

	@Test
	void whenAChainIsLongThenItsFarEndIsLeftOut() {
		List<String> ids = IntStream.range(0, 27).mapToObj((i) -> this.alice.fact("user.step", "step " + i)).toList();
		checkChain(ids.get(13), ids, true);
		checkChain(ids.get(0), ids.subList(0, 26), false);
		checkChain(ids.get(26), ids.subList(1, 27), false);
	}

	private void checkChain(String id, List<String> oldestFirst, boolean complete) {
		List<String> newestFirst = new ArrayList<>(oldestFirst);
		Collections.reverse(newestFirst);
		this.alice.get("/api/memories/{id}/chain", id)
			.expectBody()
			.jsonPath("$.memories[*].id")
			.isEqualTo(newestFirst)
			.jsonPath("$.complete")
			.isEqualTo(complete);
	}

	@Test
	void whenLessIsAskedForThenLessIsRecalled() {
		this.bob.post(Map.of("type", "task", "summary", "buy marzipan")).expectStatus().isCreated();
		this.bob.post(Map.of("type", "task", "summary", "eat marzipan")).expectStatus().isCreated();
		this.bob.get("/api/recall?q=marzipan&k=1").expectBody().jsonPath("$.memories.length()").isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource("badMemories")
	void whenAMemoryIsBadThenTheFieldIsNamedAndNothingIsStored(String field, Object memory) {
		this.bob.post(memory)
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(400)
			.jsonPath("$.errors[0].field")
			.isEqualTo(field)
			.jsonPath("$.errors[0].message")
			.isNotEmpty()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains(field));
		this.bob.recall("unwanted", "").expectBody().jsonPath("$.memories").isEmpty();
	}

	static Stream<Arguments> badMemories() {
		return Stream.of(Arguments.of("type", Map.of("summary", "unwanted")),
				Arguments.of("type", Map.of("type", "rumour", "summary", "unwanted")),
				Arguments.of("summary", Map.of("type", "fact")),
				Arguments.of("summary", Map.of("type", "fact", "summary", " \n")),
				Arguments.of("summary", Map.of("type", "fact", "summary", "unwanted ".repeat(300))),
				Arguments.of("summary", Map.of("type", "fact", "summary", Map.of("text", "unwanted"))),
				Arguments.of("summary", "{\"type\": \"fact\", \"summary\": \"unwanted \\ud800\"}"),
				Arguments.of("topic", Map.of("type", "fact", "topic", "", "summary", "unwanted")),
				Arguments.of("topic", Map.of("type", "event", "topic", "user.diet", "summary", "unwanted")),
				Arguments.of("keywords", Map.of("type", "fact", "summary", "unwanted", "keywords", "x".repeat(501))),
				Arguments.of("content", "{\"type\": \"fact\", \"summary\": \"unwanted\", \"content\": " + "[".repeat(70)
						+ "]".repeat(70) + "}"));
	}

	@ParameterizedTest
	@MethodSource("badQuestions")
	void whenAQuestionIsBadThenTheParameterIsNamed(String field, String path) {
		this.bob.get(path)
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.errors[0].field")
			.isEqualTo(field);
	}

	static Stream<Arguments> badQuestions() {
		return Stream.of(Arguments.of("q", "/api/recall"), Arguments.of("q", "/api/recall?q= "),
				Arguments.of("q", "/api/recall?q=" + "x".repeat(1001)), Arguments.of("k", "/api/recall?q=x&k=0"),
				Arguments.of("k", "/api/recall?q=x&k=51"), Arguments.of("k", "/api/recall?q=x&k=many"),
				Arguments.of("topic", "/api/recall?topic=" + "x".repeat(201)));
	}

	@Test
	void whenABodyIsNoJsonThenItIsRefused() {
		this.bob.post("{\"type\":").expectStatus().isBadRequest();
		this.bob.http()
			.post()
			.uri("/api/memories")
			.contentType(MediaType.TEXT_PLAIN)
			.body("{\"type\": \"fact\", \"summary\": \"unwanted\"}")
			.exchange()
			.expectStatus()
			.isEqualTo(415);
	}

	@Test
	void whenThereIsNoSuchMemoryThenAProblemSaysSo() {
		this.bob.get("/api/memories/{id}", UNKNOWN_ID)
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		this.bob.get("/api/memories/{id}", "../../etc/passwd").expectStatus().is4xxClientError();
		this.bob.get("/api/memories/mem_1").expectStatus().isNotFound();
		this.bob.get("/api/nothing").expectStatus().isNotFound();
	}

	@Test
	void whenBasicCredentialsAreWrongThenTheyAreChallengedAndNoSessionIsMade() {
		SampleClient.of(sample.port(), "mallory")
			.get("/api/recall?q=x")
			.expectStatus()
			.isUnauthorized()
			.expectHeader()
			.value(HttpHeaders.WWW_AUTHENTICATE, (challenge) -> assertThat(challenge).startsWith("Basic "))
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectHeader()
			.doesNotExist(HttpHeaders.SET_COOKIE);
		this.alice.get("/api/recall?q=x").expectStatus().isOk().expectHeader().doesNotExist(HttpHeaders.SET_COOKIE);
	}

	@Test
	void shouldPrintNoPassword() {
		assertThat(new SampleProperties.User("carol", "{noop}sesame")).hasToString("User[name=carol]");
	}

}
