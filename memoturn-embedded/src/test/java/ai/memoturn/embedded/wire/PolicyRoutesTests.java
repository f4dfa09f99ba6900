package ai.memoturn.embedded.wire;

import java.nio.file.Path;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Policies over the wire: documents, validation, overrides and what is effective.
 */
class PolicyRoutesTests {

	private static final String NAMESPACE = "/v1/namespaces/acme/policy";

	private static final String PROFILE = "/v1/memory/acme/alice/policy";

	private static final String DEFAULTS = "{\"pitr_secs\":86400,\"pitr_snapshot_secs\":2592000,"
			+ "\"task_ttl_max_secs\":null,\"event_max_age_secs\":null,\"superseded_max_age_secs\":null,"
			+ "\"superseded_max_count\":null,\"purge_on_forget\":false,\"erasure_grace_secs\":86400,"
			+ "\"audit_enabled\":false,\"audit_include_reads\":false,\"audit_retention_secs\":null,"
			+ "\"extract\":\"allow\",\"ask\":\"allow\",\"embed\":\"allow\"}";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private Calls calls;

	@BeforeEach
	void start() {
		this.node = EmbeddedNode.builder().dataDirectory(this.directory).port(0).controlRate(1_000_000).start();
		this.calls = new Calls(this.node.url());
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private Answer put(String path, String body) {
		return RawConnection.exchange(this.calls.address(),
				"PUT " + path + " HTTP/1.1\nContent-Type: application/json\n\n" + body);
	}

	private void set(String path, String policy) {
		Answer answer = put(path, "{\"policy\":" + policy + "}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
	}

	private static String withoutTime(Answer answer) {
		assertThat(answer.status()).isEqualTo(200);
		return answer.body().replaceFirst("\"updated_at\":\\d+", "\"updated_at\":0");
	}

	@Test
	@Section("trust 3.2")
	void documentShouldBeReplacedAsAWholeAndOutliveARestart() {
		assertEnvelope(this.calls.call("GET", NAMESPACE), 404, "not_found");
		assertThat(withoutTime(put(NAMESPACE, "{\"policy\":{\"memory\":{\"task_ttl_max_secs\":60}},\"x\":1}")))
			.isEqualTo("{\"namespace\":\"acme\",\"revision\":1,\"updated_at\":0,"
					+ "\"policy\":{\"memory\":{\"task_ttl_max_secs\":60}}}");
		set(PROFILE, "{\"audit\":{\"enabled\":true}}");
		set(NAMESPACE, "{\"audit\":{\"enabled\":null,\"later\":null},\"erasure\":null,\"own\":{\"b\":[1.5,null]}}");
		stop();
		start();
		assertThat(withoutTime(this.calls.call("GET", NAMESPACE)))
			.isEqualTo("{\"namespace\":\"acme\",\"revision\":3,\"updated_at\":0,"
					+ "\"policy\":{\"audit\":{\"later\":null},\"own\":{\"b\":[1.5,null]}},"
					+ "\"profiles\":{\"alice\":{\"audit\":{\"enabled\":true}}}}");
		set(NAMESPACE, "{}");
		assertThat(this.calls.call("GET", NAMESPACE).body()).contains("\"revision\":4,", "\"policy\":{},");
		assertThat(this.calls.call("DELETE", NAMESPACE).status()).isEqualTo(405);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "\"x\"", "1", "{\"memory\":[]}",
			"{\"memory\":{\"task_ttl_max_secs\":\"60\"}}", "{\"memory\":{\"task_ttl_max_secs\":-60}}",
			"{\"memory\":{\"task_ttl_max_secs\":3600.0}}", "{\"audit\":{\"enabled\":1}}",
			"{\"ai_egress\":{\"embed\":\"maybe\"}}", "{\"ai_egress\":{\"embed\":true}}" })
	@Section({ "trust 3.1", "trust 3.2" })
	void whenTypeIsWrongThenRefusedAndNothingChanges(String policy) {
		Answer answer = put(NAMESPACE, "{\"policy\":" + policy + "}");
		assertEnvelope(answer, 400, "invalid_request");
		assertThat(answer.body()).doesNotContain("invalid policy: ");
		assertEnvelope(this.calls.call("GET", NAMESPACE), 404, "not_found");
		if (!policy.equals("null")) {
			assertEnvelope(put(PROFILE, "{\"policy\":" + policy + "}"), 400, "invalid_request");
		}
	}

	@Test
	@Section({ "trust 2", "trust 3.2" })
	void whenBodyIsNoObjectWithAPolicyThen422() {
		for (String body : new String[] { "{}", "[]", "null" }) {
			assertThat(put(NAMESPACE, body).status()).isEqualTo(422);
			assertThat(put(PROFILE, body).status()).isEqualTo(422);
		}
		assertThat(put(NAMESPACE, "{").status()).isEqualTo(400);
		assertEnvelope(put("/v1/namespaces/Acme/policy", "{\"policy\":{}}"), 400, "invalid_request");
		assertEnvelope(put("/v1/memory/acme/-/policy", "{\"policy\":1}"), 400, "invalid_request");
		assertEnvelope(this.calls.call("GET", "/v1/memory/acme/-/policy"), 400, "invalid_request");
	}

	@Test
	@Section("trust 3.1")
	void allViolationsShouldBeNamedInOrder() {
		Answer answer = put(NAMESPACE,
				"{\"policy\":{\"ai_egress\":{\"ask\":\"self_hosted_only\",\"extract\":\"self_hosted_only\",\"embed\":\"self_hosted_only\"},"
						+ "\"audit\":{\"retention_secs\":59},\"erasure\":{\"grace_secs\":0},\"memory\":{\"superseded_max_count\":0},"
						+ "\"retention\":{\"pitr_snapshot_secs\":60,\"pitr_secs\":61}}}");
		assertEnvelope(answer, 400, "invalid_request");
		assertThat(answer.body())
			.contains("\"invalid policy: retention.pitr_snapshot_secs must be >= retention.pitr_secs, "
					+ "got 60 < 61; memory.superseded_max_count must be >= 1, got 0; erasure.grace_secs must be >= 60, got 0; "
					+ "audit.retention_secs must be >= 60, got 59; ai_egress.extract must be allow or deny, got self_hosted_only; "
					+ "ai_egress.ask must be allow or deny, got self_hosted_only\"");
		assertEnvelope(put(PROFILE, "{\"policy\":{\"audit\":{\"retention_secs\":3600}}}"), 400, "invalid_request");
	}

	@Test
	@Section("trust 3.3")
	void effectivePolicyShouldBeTheStrictestOfEverything() {
		assertThat(this.calls.call("GET", PROFILE).body())
			.isEqualTo("{\"namespace\":\"acme\",\"profile\":\"alice\",\"override\":null,\"revision\":0,\"effective\":"
					+ DEFAULTS + "}");
		set(PROFILE, "{\"memory\":{\"task_ttl_max_secs\":3600},\"ai_egress\":{\"embed\":\"self_hosted_only\"}}");
		set(NAMESPACE, "{\"retention\":{\"pitr_secs\":999999,\"pitr_snapshot_secs\":999999},"
				+ "\"memory\":{\"task_ttl_max_secs\":600,\"event_max_age_secs\":700},\"audit\":{\"enabled\":true,\"retention_secs\":86400},"
				+ "\"ai_egress\":{\"embed\":\"deny\"}}");
		assertThat(this.calls.call("GET", PROFILE).body()).contains("\"revision\":2,")
			.contains(
					"\"override\":{\"ai_egress\":{\"embed\":\"self_hosted_only\"},\"memory\":{\"task_ttl_max_secs\":3600}}")
			.contains(
					"\"pitr_secs\":86400,\"pitr_snapshot_secs\":999999,\"task_ttl_max_secs\":600,\"event_max_age_secs\":700,")
			.contains("\"audit_enabled\":true,\"audit_include_reads\":false,\"audit_retention_secs\":86400,")
			.contains("\"embed\":\"deny\"");
		assertThat(put(PROFILE, "{\"policy\":null}").body()).contains("\"override\":null,\"revision\":3,");
		assertThat(this.calls.call("GET", "/v1/memory/acme").body()).contains("\"profiles\":[]");
	}

	@Test
	@Section("trust 3.3")
	void whenNothingIsThereThenClearingMakesADocument() {
		set(PROFILE, "null");
		assertThat(this.calls.call("GET", NAMESPACE).body()).contains("\"revision\":1,",
				"\"policy\":{},\"profiles\":{}");
	}

	@Test
	@Section("trust 3.3")
	void whenOverrideLoosensThenEveryFieldIsNamed() {
		set(NAMESPACE,
				"{\"memory\":{\"task_ttl_max_secs\":3600},\"audit\":{\"enabled\":true},\"ai_egress\":{\"ask\":\"deny\"}}");
		Answer answer = put(PROFILE,
				"{\"policy\":{\"memory\":{\"task_ttl_max_secs\":7200,\"event_max_age_secs\":1000000},"
						+ "\"audit\":{\"enabled\":false,\"include_reads\":false},\"ai_egress\":{\"ask\":\"allow\"}}}");
		assertEnvelope(answer, 409, "conflict");
		assertThat(answer.body()).contains("\"override loosens namespace policy: memory.task_ttl_max_secs 7200 > 3600; "
				+ "audit.enabled false < true; ai_egress.ask Allow looser than Deny\"");
		set(PROFILE,
				"{\"memory\":{\"task_ttl_max_secs\":3600},\"audit\":{\"enabled\":true},\"ai_egress\":{\"ask\":\"deny\"}}");
	}

	@Test
	@Section({ "trust 3.3", "trust 9" })
	void whenThereAreTooManyOverridesThenRefused() {
		try (RawConnection connection = new RawConnection(this.node.url())) {
			for (int i = 0; i <= 1000; i++) {
				Answer answer = connection
					.request("PUT /v1/memory/acme/p" + i
							+ "/policy HTTP/1.1\nContent-Type: application/json\n\n{\"policy\":{}}")
					.answer();
				assertThat(answer.status()).isEqualTo((i < 1000) ? 200 : 400);
			}
		}
		set("/v1/memory/acme/p5/policy", "{\"audit\":{}}");
	}

	@ParameterizedTest
	@CsvSource({ "deny, 403, forbidden", "allow, 503, unconfigured" })
	@Section({ "trust 3.4", "memory 4.6" })
	void extractShouldBeDeniedBeforeTheNodeSaysThatItCannot(String rule, int status, String code) {
		set(NAMESPACE, "{\"ai_egress\":{\"extract\":\"" + rule + "\",\"ask\":\"deny\"}}");
		Answer answer = this.calls.post("/v1/memory/acme/alice/extract", "{\"turns\":[]}");
		assertEnvelope(answer, status, code);
		assertThat(answer.body().contains("ai_egress.extract")).isEqualTo(status == 403);
		assertEnvelope(this.calls.post("/v1/memory/acme/-/extract", "{\"turns\":[]}"), 400, "invalid_request");
		assertEnvelope(this.calls.post("/v1/memory/acme/alice/ask", "{\"question\":\"x\"}"), 503, "unconfigured");
	}

	@Test
	@Section({ "trust 3.4", "memory 4.3", "memory 14" })
	void tasksShouldLiveNoLongerThanThePolicyLetsThem() {
		set(NAMESPACE, "{\"memory\":{\"task_ttl_max_secs\":100}}");
		String body = "{\"memories\":[{\"type\":\"task\",\"summary\":\"t\",\"content\":%d%s}]}";
		for (String ttl : new String[] { "", ",\"ttl\":99999", ",\"ttl\":50" }) {
			String id = this.calls.post("/v1/memory/acme/alice/memories", body.formatted(ttl.length(), ttl))
				.body()
				.replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
			String memory = this.calls.call("GET", "/v1/memory/acme/alice/memories/" + id).body();
			long created = Long.parseLong(memory.replaceFirst(".*\"created_at\":(\\d+).*", "$1"));
			long expires = Long.parseLong(memory.replaceFirst(".*\"expires_at\":(\\d+).*", "$1"));
			assertThat(expires - created).isEqualTo(ttl.endsWith("50") ? 50_000 : 100_000);
		}
	}

}
