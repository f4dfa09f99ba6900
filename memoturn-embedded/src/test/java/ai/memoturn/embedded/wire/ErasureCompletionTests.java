package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.access.Scope;
import ai.memoturn.embedded.access.TestKeys;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Erasures over the wire until they are completed, on a node with auth that does so
 * often.
 */
class ErasureCompletionTests {

	private static final String PROFILE = "/v1/memory/acme/alice";

	private static final String PLATFORM = "Authorization: Bearer " + TestKeys.PLATFORM_KEY;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private Calls calls;

	private String token = "";

	@BeforeEach
	void start() {
		this.node = EmbeddedNode.builder()
			.dataDirectory(this.directory)
			.port(0)
			.auth(true)
			.signingKey(TestKeys.pkcs8())
			.platformKey(TestKeys.PLATFORM_KEY)
			.auditFlushInterval(Duration.ofMillis(100))
			.erasureGrace(Duration.ZERO)
			.maintenanceInterval(Duration.ofMillis(50))
			.controlRate(1_000_000)
			.start();
		this.calls = new Calls(this.node.url());
		this.token = "Authorization: Bearer " + TestKeys.namespaceToken("acme", Scope.ADMIN);
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private String ingest(String topic) {
		Answer answer = this.calls.post(PROFILE + "/memories", "{\"memories\":[{\"type\":\"fact\",\"topic_key\":\""
				+ topic + "\",\"summary\":\"canary " + topic + "\",\"content\":1}]}", this.token);
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		return answer.body().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
	}

	private void policy(String policy) {
		Answer answer = RawConnection.exchange(this.calls.address(),
				"PUT /v1/namespaces/acme/policy HTTP/1.1\nContent-Type: application/json\n" + PLATFORM
						+ "\n\n{\"policy\":" + policy + "}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
	}

	private String audit() {
		return this.calls.call("GET", "/v1/namespaces/acme/audit?from=0&action=erasure.", PLATFORM).body();
	}

	private static List<String> all(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().map((found) -> found.group(1)).toList();
	}

	@Test
	@Section({ "trust 5.4", "trust 5.5", "trust 5.6", "trust 4.3", "control 8" })
	void whenForgottenUnderAPurgePolicyThenCompletedSignedAndRecorded() {
		policy("{\"audit\":{\"enabled\":true},\"erasure\":{\"purge_on_forget\":true}}");
		String id = ingest("home");
		ingest("work");
		String erasure = this.calls.call("DELETE", PROFILE + "/memories/" + id, this.token)
			.header("memoturn-erasure-id");
		Eventually.holds(() -> assertThat(this.calls.call("GET", PROFILE + "/erasures/" + erasure, this.token).body())
			.contains("\"status\":\"completed\"", "\"alg\":\"ed25519\",\"key_id\":\"21fe31dfa154a261\",\"sig\":\""));
		Eventually.holds(() -> assertThat(all("\"action\":\"([^\"]+)\"", audit())).containsExactly("erasure.requested",
				"erasure.completed"));
		assertThat(audit())
			.containsPattern(
					"\"profile\":\"alice\",\"branch\":\"main\",\"action\":\"erasure.requested\",\"resource\":\""
							+ erasure + "\",\"outcome\":\"ok\",\"txid\":3,\"count\":1,\"actor\":\\{\"kind\":\"token\"")
			.containsPattern("\"profile\":\"alice\",\"action\":\"erasure.completed\",\"resource\":\"" + erasure
					+ "\",\"outcome\":\"ok\"}")
			.doesNotContain("canary");
		String stream = this.calls.call("GET", "/v1/namespaces/acme/audit?from=0", PLATFORM).body();
		assertThat(stream.indexOf("erasure.requested")).isBetween(0, stream.indexOf("memory.forget"));
		String rewind = "/v1/db/acme--alice/branches/main/rewind";
		assertEnvelope(this.calls.post(rewind, "{\"to\":\"2\"}", this.token), 409, "conflict");
		assertThat(this.calls.post(rewind, "{\"to\":\"3\"}", this.token).status()).isEqualTo(200);
	}

	@Test
	@Section({ "trust 5.4", "trust 5.1", "trust 4.3" })
	void whenBlockedThenNamedOverTheWireAndErasingIsNotRecordedAsForgetting() {
		policy("{\"audit\":{\"enabled\":true}}");
		String id = ingest("home");
		this.calls.post("/v1/db/acme--alice/branches/main/checkpoint", "{\"name\":\"pre-launch\"}", this.token);
		this.calls.post("/v1/db/acme--alice/branches", "{\"name\":\"exp\"}", this.token);
		Answer answer = this.calls.post(PROFILE + "/erasures", "{\"memory_id\":\"" + id + "\"}", this.token);
		assertThat(answer.status()).isEqualTo(202);
		Eventually.holds(() -> assertThat(this.calls.call("GET", PROFILE + "/erasures", this.token).body()).endsWith(
				"\"status\":\"blocked\",\"blocked_by\":{\"branches\":[\"exp\"],\"checkpoints\":[\"pre-launch\"]}}]}"));
		Eventually
			.holds(() -> assertThat(all("\"action\":\"([^\"]+)\"", audit())).containsExactly("erasure.requested"));
		assertThat(this.calls.call("GET", "/v1/namespaces/acme/audit?from=0", PLATFORM).body())
			.doesNotContain("memory.forget");
	}

}
