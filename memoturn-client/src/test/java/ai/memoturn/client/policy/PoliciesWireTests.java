package ai.memoturn.client.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What policies put on the wire, byte for byte, and what is made of what comes back.
 */
class PoliciesWireTests {

	private static final String NAMESPACE = "/namespaces/acme/policy";

	private static final String PROFILE = "/memory/acme/alice/policy";

	private static final String EFFECTIVE = "{\"pitr_secs\":86400,\"pitr_snapshot_secs\":2592000,"
			+ "\"task_ttl_max_secs\":null,\"event_max_age_secs\":61,\"superseded_max_age_secs\":62,"
			+ "\"superseded_max_count\":63,\"purge_on_forget\":false,\"erasure_grace_secs\":86400,"
			+ "\"audit_enabled\":true,\"audit_include_reads\":false,\"audit_retention_secs\":null,"
			+ "\"extract\":\"allow\",\"ask\":\"deny\",\"embed\":\"eu_only\",\"more\":1}";

	// As a newer server may store it: what is known stands between what is not.
	private static final String STRANGE = "{\"z\":null,\"audit\":{\"to\":[1.50,{\"b\":null}],\"enabled\":true,"
			+ "\"include_reads\":null},\"ai_egress\":{\"embed\":\"eu_only\"},\"memory\":null,\"a\":[]}";

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.token("t-0")
		.platformKey("k-0")
		.build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	static Stream<Arguments> requests() {
		Policy policy = Policy.builder().auditEnabled(true).pitr(Duration.ofHours(1)).extract(EgressRule.DENY).build();
		String body = "{\"policy\":{\"audit\":{\"enabled\":true},\"retention\":{\"pitr_secs\":3600},"
				+ "\"ai_egress\":{\"extract\":\"deny\"}}}";
		return ExpectedRequest.onBothFaces(request("GET", NAMESPACE, "", (policies) -> policies.getNamespace("acme")),
				request("PUT", NAMESPACE, body, (policies) -> policies.putNamespace("acme", policy)),
				request("PUT", NAMESPACE, "{\"policy\":{}}", (policies) -> policies.clearNamespace("acme")),
				request("GET", PROFILE, "", (policies) -> policies.getProfile("acme", "alice")),
				request("PUT", PROFILE, body, (policies) -> policies.putProfile("acme", "alice", policy)),
				request("PUT", PROFILE, "{\"policy\":{}}",
						(policies) -> policies.putProfile("acme", "alice", Policy.empty())),
				request("PUT", PROFILE, "{\"policy\":null}", (policies) -> policies.clearProfile("acme", "alice")));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<Policies> expected) {
		server.reply(Reply.close());
		assertThatThrownBy(() -> expected.call().accept(face.of(client).policies())).isNotNull();
		expected.check(server.lastRequest(), "/v1", "");
		assertThat(server.lastRequest().header("authorization"))
			.contains(expected.path().equals(NAMESPACE) ? "Bearer k-0" : "Bearer t-0");
	}

	@ParameterizedTest
	@EnumSource
	void answersShouldBecomeValues(Face face) {
		Policies policies = face.of(client).policies();
		Policy audited = Policy.builder().auditEnabled(true).build();
		Policy denied = Policy.builder().ask(EgressRule.DENY).build();
		server.reply(Reply.json(200,
				"{\"namespace\":\"acme\",\"revision\":3,\"updated_at\":5,\"policy\":{\"audit\":{\"enabled\":true}},"
						+ "\"profiles\":{\"alice\":{\"ai_egress\":{\"ask\":\"deny\"}},\"bob\":{}},\"more\":1}"));
		assertThat(policies.getNamespace("acme")).contains(new NamespacePolicy("acme", 3, Instant.ofEpochMilli(5),
				audited, Map.of("alice", denied, "bob", Policy.empty())));
		server.reply(Reply.json(404, "{\"error\":\"x\",\"code\":\"not_found\"}"));
		assertThat(policies.getNamespace("acme")).isEmpty();
		server.reply(Reply.json(200, "{\"namespace\":\"acme\",\"revision\":4,\"updated_at\":6,\"policy\":{}}"));
		assertThat(policies.putNamespace("acme", Policy.empty()))
			.isEqualTo(new PolicyUpdate("acme", 4, Instant.ofEpochMilli(6), Policy.empty()));

		EffectivePolicy effective = new EffectivePolicy(Duration.ofDays(1), Duration.ofDays(30), null,
				Duration.ofSeconds(61), Duration.ofSeconds(62), 63L, false, Duration.ofDays(1), true, false, null,
				EgressRule.ALLOW, EgressRule.DENY, EgressRule.of("eu_only"));
		server.reply(Reply.json(200, profile("null", EFFECTIVE)));
		ProfilePolicy none = new ProfilePolicy("acme", "alice", null, 7, effective);
		assertThat(policies.getProfile("acme", "alice")).isEqualTo(none);
		assertThat(policies.clearProfile("acme", "alice")).isEqualTo(none);
		server.reply(Reply.json(200, profile("{\"ai_egress\":{\"ask\":\"deny\"}}", EFFECTIVE)));
		assertThat(policies.putProfile("acme", "alice", denied))
			.isEqualTo(new ProfilePolicy("acme", "alice", denied, 7, effective));
	}

	@ParameterizedTest
	@EnumSource
	void unknownFieldsShouldComeBackUnchanged(Face face) {
		Policies policies = face.of(client).policies();
		server.reply(Reply.json(200, "{\"namespace\":\"acme\",\"revision\":3,\"updated_at\":5,\"policy\":" + STRANGE
				+ ",\"profiles\":{\"alice\":" + STRANGE + "}}"));
		NamespacePolicy stored = policies.getNamespace("acme").orElseThrow();
		assertThat(stored.policy()).isEqualTo(stored.profiles().get("alice"))
			.returns(true, Policy::auditEnabled)
			.returns(null, Policy::auditIncludeReads)
			.returns(null, Policy::taskTtlMax)
			.returns(EgressRule.of("eu_only"), Policy::embed);
		assertThat(stored.policy().document()).containsKey("z").containsEntry("a", List.of());

		server.reply(Reply.close());
		assertThatThrownBy(() -> policies.putNamespace("acme", stored.policy())).isNotNull();
		assertThat(server.lastRequest().body()).isEqualTo("{\"policy\":" + STRANGE.replace("1.50", "1.5") + "}");
		Policy changed = stored.policy()
			.mutate()
			.auditEnabled(false)
			.supersededMaxCount(9L)
			.embed(null)
			.pitr(Duration.ofMinutes(1))
			.build();
		assertThatThrownBy(() -> policies.putProfile("acme", "alice", changed)).isNotNull();
		assertThat(server.lastRequest().body())
			.isEqualTo("{\"policy\":{\"z\":null,\"audit\":{\"to\":[1.5,{\"b\":null}],\"enabled\":false,"
					+ "\"include_reads\":null},\"ai_egress\":{},\"memory\":{\"superseded_max_count\":9},\"a\":[],"
					+ "\"retention\":{\"pitr_secs\":60}}}");
	}

	static Stream<Arguments> brokenPolicies() {
		return Stream
			.of("[]", "7", "\"x\"", "{\"audit\":[]}", "{\"audit\":true}", "{\"audit\":{\"enabled\":\"true\"}}",
					"{\"audit\":{\"retention_secs\":60.0}}", "{\"audit\":{\"retention_secs\":\"60\"}}",
					"{\"retention\":{\"pitr_secs\":99999999999999999999}}", "{\"ai_egress\":{\"ask\":1}}",
					"{\"erasure\":{\"purge_on_forget\":0}}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"\\ud800\":1}",
					"{\"audit\":{\"\\ud800\":1}}")
			.flatMap((policy) -> Stream.of(Face.values()).map((face) -> Arguments.of(face, policy)));
	}

	@ParameterizedTest
	@MethodSource("brokenPolicies")
	void brokenPolicyShouldNotBeTakenForOne(Face face, String policy) {
		Policies policies = face.of(client).policies();
		server.reply(Reply.json(200,
				"{\"namespace\":\"acme\",\"revision\":3,\"updated_at\":5,\"profiles\":{},\"policy\":" + policy + "}"));
		assertUnreadable(UnavailableException.class, () -> policies.getNamespace("acme"));
		assertUnreadable(UnknownOutcomeException.class, () -> policies.clearNamespace("acme"));
		server.reply(Reply.json(200, profile(policy, EFFECTIVE)));
		assertUnreadable(UnavailableException.class, () -> policies.getProfile("acme", "alice"));
	}

	@ParameterizedTest
	@EnumSource
	void brokenAnswerShouldNotBeTakenForAPolicy(Face face) {
		Policies policies = face.of(client).policies();
		for (String answer : List.of("", "null", "{}", "{\"namespace\":\"acme\",\"revision\":3,\"updated_at\":5}",
				"{\"namespace\":\"acme\",\"revision\":3,\"policy\":{},\"profiles\":{}}",
				"{\"namespace\":\"acme\",\"updated_at\":5,\"policy\":{},\"profiles\":{}}",
				"{\"namespace\":\"acme\",\"revision\":3,\"updated_at\":5,\"policy\":null,\"profiles\":{}}",
				"{\"namespace\":\"acme\",\"revision\":3,\"updated_at\":5,\"policy\":{},\"profiles\":{\"a\":null}}",
				"{\"namespace\":\"other\",\"revision\":3,\"updated_at\":5,\"policy\":{},\"profiles\":{}}")) {
			server.reply(Reply.json(200, answer));
			assertUnreadable(UnavailableException.class, () -> policies.getNamespace("acme"));
		}
		for (String answer : List.of("{}", profile("null", "null"), profile("null", "{}"),
				profile("null", EFFECTIVE.replace("\"extract\":\"allow\",", "")),
				profile("null", EFFECTIVE.replace("\"audit_enabled\":true", "\"audit_enabled\":null")),
				profile("null", EFFECTIVE.replace("\"erasure_grace_secs\":86400,", "")),
				profile("null", EFFECTIVE).replace("alice", "bob"))) {
			server.reply(Reply.json(200, answer));
			assertUnreadable(UnavailableException.class, () -> policies.getProfile("acme", "alice"));
			assertUnreadable(UnknownOutcomeException.class, () -> policies.clearProfile("acme", "alice"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void looserOverrideShouldBeAConflict(Face face) {
		Policies policies = face.of(client).policies();
		server.reply(Reply.json(409, "{\"error\":\"override loosens namespace policy: audit.enabled false < true\","
				+ "\"code\":\"conflict\"}"));
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> policies.putProfile("acme", "alice", Policy.empty()))
			.withMessageContaining("audit.enabled false < true")
			.matches((ex) -> !ex.isRetryable());
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		Policy kept = Policy.builder().auditRetention(Duration.ofDays(1)).build();
		return Stream.of(bad("namespace", (policies) -> policies.getNamespace("acme--alice")),
				bad("namespace", (policies) -> policies.putNamespace("", Policy.empty())),
				bad("policy", (policies) -> policies.putNamespace("acme", null)),
				bad("namespace", (policies) -> policies.clearNamespace(null)),
				bad("namespace", (policies) -> policies.getProfile("ACME", "alice")),
				bad("profile", (policies) -> policies.getProfile("acme", "../x")),
				bad("override", (policies) -> policies.putProfile("acme", "alice", null)),
				bad("override must not set auditRetention", (policies) -> policies.putProfile("acme", "alice", kept)),
				bad("profile", (policies) -> policies.clearProfile("acme", null)));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<Policies> call) {
		for (Face face : Face.values()) {
			int before = server.requests().size();
			assertThatIllegalArgumentException().isThrownBy(() -> call.accept(face.of(client).policies()))
				.withMessageContaining(name)
				.withNoCause();
			assertThat(server.requests()).hasSize(before);
		}
	}

	private static void assertUnreadable(Class<? extends MemoturnException> type, Runnable call) {
		assertThatExceptionOfType(type).isThrownBy(call::run)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCodes.UNREADABLE_ANSWER));
	}

	private static String profile(String override, String effective) {
		return "{\"namespace\":\"acme\",\"profile\":\"alice\",\"override\":" + override
				+ ",\"revision\":7,\"effective\":" + effective + "}";
	}

	private static Arguments bad(String name, Consumer<Policies> call) {
		return Arguments.of(name, call);
	}

	private static ExpectedRequest<Policies> request(String method, String path, String body, Consumer<Policies> call) {
		return new ExpectedRequest<>(method, path, body, call);
	}

}
