package ai.memoturn.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forgetting for good over the JSON API, as the README shows it.
 */
@Timeout(60)
class ErasureApiTests {

	private static RunningSample sample;

	@BeforeAll
	static void start(@TempDir Path data) {
		sample = RunningSample.start(data, "--memoturn.embedded.maintenance-interval=50ms");
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	@Test
	void whenATopicIsErasedThenAVerifiedReceiptFollows() {
		SampleClient alice = sample.as("alice");
		String older = alice.fact("user.address", "Lives at 1 Main Street");
		alice.fact("user.address", "Lives at 2 Side Street");
		alice.post(Map.of("type", "instruction", "topic", "user.address", "summary", "Never say it aloud"));
		alice.fact("user.diet", "Eats everything");
		erase(alice, "user.address", "").expectStatus()
			.isAccepted()
			.expectBody()
			.jsonPath("$.ids.length()")
			.isEqualTo(2);
		alice.get("/api/memories/{id}", older).expectStatus().isNotFound();
		alice.recall("street", "user.address").expectBody().jsonPath("$.memories.length()").isEqualTo(0);
		alice.recall("", "user.diet").expectBody().jsonPath("$.memories.length()").isEqualTo(1);

		for (Shown shown : await(alice, "user.address", (one) -> one.status().equals("completed"))) {
			assertThat(shown.verified()).isTrue();
			assertThat(shown.verification()).isEqualTo("The receipt is verified");
			assertThat(Objects.requireNonNull(shown.receipt())).containsOnlyKeys("payload", "alg", "key_id", "sig");
			assertThat(shown.memories()).isEqualTo("fact".equals(shown.type()) ? 2 : 1);
		}
		assertThat(erasures(sample.as("bob"))).extracting(Shown::topic).doesNotContain("user.address");
		erase(alice, "user.address", "").expectStatus().isNotFound();
	}

	@Test
	void whenACheckpointOrABranchHoldsItThenTheyAreNamed() {
		SampleClient bob = sample.as("bob");
		bob.fact("held.secret", "Likes pink");
		send(bob, "/api/checkpoints", Map.of("name", "before it")).expectStatus().isCreated();
		send(bob, "/api/branches", Map.of("name", "held")).expectStatus().isCreated();
		erase(bob, "held.secret", "").expectStatus().isAccepted();
		Shown blocked = await(bob, "held.secret", (one) -> one.status().equals("blocked")).get(0);
		assertThat(blocked.blockedBy()).isEqualTo(new BlockedBy(List.of("before it"), List.of("held")));
		assertThat(blocked.receipt()).isNull();
		assertThat(blocked.verified()).isNull();
		bob.http().delete().uri("/api/branches/held").exchange().expectStatus().isNoContent();
		send(bob, "/api/checkpoints", Map.of("name", "before it")).expectStatus().isCreated();
		assertThat(await(bob, "held.secret", (one) -> one.status().equals("completed"))).singleElement()
			.returns(true, Shown::verified);
	}

	@Test
	void whenTheRequestIsWrongThenItIsSaid() {
		SampleClient bob = sample.as("bob");
		erase(bob, " ", "").expectStatus().isBadRequest().expectBody().jsonPath("$.errors[0].field").isEqualTo("topic");
		erase(bob, "x".repeat(201), "").expectStatus().isBadRequest();
		erase(bob, "nothing.there", "").expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("There is nothing on that topic.");
		bob.fact("some.topic", "So that there is something");
		erase(bob, "some.topic", "?branch=nowhere").expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.value((detail) -> assertThat(detail.toString()).contains("no such branch"));
	}

	private static ResponseSpec erase(SampleClient user, String topic, String query) {
		return send(user, "/api/erasures" + query, Map.of("topic", topic));
	}

	private static ResponseSpec send(SampleClient user, String path, Object body) {
		return user.http().post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	// The time limit of the test is that of this wait.
	private static List<Shown> await(SampleClient user, String topic, Predicate<Shown> condition) {
		while (true) {
			List<Shown> about = erasures(user).stream().filter((one) -> topic.equals(one.topic())).toList();
			if (about.stream().allMatch(condition)) {
				assertThat(about).isNotEmpty();
				return about;
			}
			LockSupport.parkNanos(10_000_000);
		}
	}

	private static List<Shown> erasures(SampleClient user) {
		ErasureList list = user.get("/api/erasures").expectBody(ErasureList.class).returnResult().getResponseBody();
		return Objects.requireNonNull(list).erasures();
	}

	/**
	 * What the API answers.
	 *
	 * @param erasures the erasures, newest first
	 */
	record ErasureList(List<Shown> erasures) {
	}

	/**
	 * What of an erasure tests look at.
	 *
	 * @param topic what was erased
	 * @param type the kind of memories
	 * @param memories how many
	 * @param status how far it has come
	 * @param blockedBy what holds it up
	 * @param receipt the proof
	 * @param verified whether it was verified
	 * @param verification the same in words
	 */
	record Shown(@Nullable String topic, @Nullable String type, int memories, String status,
			@Nullable BlockedBy blockedBy, @Nullable Map<String, Object> receipt, @Nullable Boolean verified,
			@Nullable String verification) {
	}

	record BlockedBy(List<String> checkpoints, List<String> branches) {
	}

}
