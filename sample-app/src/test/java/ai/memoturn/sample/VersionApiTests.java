package ai.memoturn.sample;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/**
 * Checkpoints, rewinds and branches over the JSON API with HTTP Basic, as the README
 * shows them.
 */
class VersionApiTests {

	private static RunningSample sample;

	@BeforeAll
	static void start(@TempDir Path data) {
		sample = RunningSample.start(data, RunningSample.QUICK_USERS);
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	@Test
	void whenSomebodyRewindsThenTheirMemoriesAndCheckpointsAreThoseOfThen() {
		SampleClient alice = sample.as("alice");
		SampleClient bob = sample.as("bob");
		alice.fact("user.city", "Lives in Graz");
		bob.fact("user.city", "Lives in Bern");
		send(alice, "/api/checkpoints", Map.of("name", "before the move")).expectStatus()
			.isCreated()
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo("before the move");
		alice.fact("user.city", "Lives in Oslo");
		bob.fact("user.city", "Lives in Rome");
		send(alice, "/api/checkpoints", Map.of("name", "after the move")).expectStatus().isCreated();
		expectCheckpoints(alice, "", "after the move", "before the move");

		send(alice, "/api/rewind", Map.of("to", "before the move")).expectStatus().isNoContent();
		expectTop(alice, "", "user.city", "Lives in Graz");
		expectCheckpoints(alice, "", "before the move");
		expectTop(bob, "", "user.city", "Lives in Rome");
		send(alice, "/api/rewind", Map.of("to", "after the move")).expectStatus().isNotFound();
		send(bob, "/api/rewind", Map.of("to", "before the move")).expectStatus().isNotFound();
	}

	@Test
	void whenACheckpointIsSetAgainThenItIsMoved() {
		SampleClient alice = sample.as("alice");
		alice.fact("moved.colour", "Likes red");
		send(alice, "/api/checkpoints", Map.of("name", "moved")).expectStatus().isCreated();
		alice.fact("moved.colour", "Likes blue");
		send(alice, "/api/checkpoints", Map.of("name", "moved")).expectStatus().isCreated();
		alice.fact("moved.colour", "Likes green");
		send(alice, "/api/rewind", Map.of("to", "moved")).expectStatus().isNoContent();
		expectTop(alice, "", "moved.colour", "Likes blue");
	}

	@Test
	void whenSomebodyForksThenWhatHappensOnTheBranchStaysThere() {
		SampleClient bob = sample.as("bob");
		bob.fact("fork.tea", "Drinks black tea");
		send(bob, "/api/checkpoints", Map.of("name", "main only")).expectStatus().isCreated();
		send(bob, "/api/branches", Map.of("name", "experiment")).expectStatus().isCreated();
		bob.get("/api/branches")
			.expectBody()
			.jsonPath("$.branches[0].name")
			.isEqualTo("main")
			.jsonPath("$.branches[1].name")
			.isEqualTo("experiment")
			.jsonPath("$.branches[1].expiresAt")
			.isNotEmpty();
		send(bob, "/api/memories?branch=experiment",
				Map.of("type", "fact", "topic", "fork.tea", "summary", "Drinks green tea"))
			.expectStatus()
			.isCreated();
		expectTop(bob, "&branch=experiment", "fork.tea", "Drinks green tea");
		expectTop(bob, "", "fork.tea", "Drinks black tea");
		expectCheckpoints(bob, "?branch=experiment");

		send(bob, "/api/branches", Map.of("name", "experiment")).expectStatus().isEqualTo(HttpStatus.CONFLICT);
		bob.http().delete().uri("/api/branches/experiment").exchange().expectStatus().isNoContent();
		bob.get("/api/recall?q=tea&branch=experiment").expectStatus().isNotFound();
		bob.http().delete().uri("/api/branches/experiment").exchange().expectStatus().isNoContent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-x", "a b", "../main", "a/b", "ä", "a@b" })
	void whenABranchCannotBeThenItIsSaid(String name) {
		SampleClient alice = sample.as("alice");
		send(alice, "/api/branches", Map.of("name", name)).expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.errors[0].field")
			.isEqualTo("name");
		alice.get("/api/recall?q=x&branch={branch}", name)
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.errors[0].field")
			.isEqualTo("branch");
	}

	@Test
	void whenTheBranchIsMainThenItIsNeitherMadeNorDeleted() {
		SampleClient alice = sample.as("alice");
		send(alice, "/api/branches", Map.of("name", "main")).expectStatus().isBadRequest();
		alice.http().delete().uri("/api/branches/main").exchange().expectStatus().isBadRequest();
	}

	private static ResponseSpec send(SampleClient user, String path, Object body) {
		return user.http().post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	private static void expectTop(SampleClient user, String more, String topic, String summary) {
		user.get("/api/recall?topic={topic}" + more, topic)
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.memories.length()")
			.isEqualTo(1)
			.jsonPath("$.memories[0].summary")
			.isEqualTo(summary);
	}

	private static void expectCheckpoints(SampleClient user, String query, String... names) {
		ResponseSpec answer = user.get("/api/checkpoints" + query);
		answer.expectStatus().isOk();
		var body = answer.expectBody().jsonPath("$.checkpoints.length()").isEqualTo(names.length);
		for (int i = 0; i < names.length; i++) {
			body.jsonPath("$.checkpoints[" + i + "].name").isEqualTo(names[i]);
		}
	}

}
