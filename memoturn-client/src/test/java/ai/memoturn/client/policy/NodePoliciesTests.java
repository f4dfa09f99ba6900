package ai.memoturn.client.policy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.GuardedNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Policies at a real node.
 */
@Timeout(60)
class NodePoliciesTests {

	private static final Policy AUDITED = Policy.builder().auditEnabled(true).erasureGrace(Duration.ofHours(2)).build();

	@TempDir
	static Path data;

	@SuppressWarnings("NullAway.Init")
	private static GuardedNode node;

	@BeforeAll
	static void start() {
		node = new GuardedNode(data);
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@ParameterizedTest
	@EnumSource
	void policyOfANamespaceShouldBeReplacedAsAWhole(Face face) {
		Policies policies = face.of(node.operator()).policies();
		String namespace = name(face, "whole");
		assertThat(policies.getNamespace(namespace)).isEmpty();
		PolicyUpdate first = policies.putNamespace(namespace, AUDITED);
		assertThat(first).returns(1L, PolicyUpdate::revision).returns(AUDITED, PolicyUpdate::policy);
		assertThat(policies.getNamespace(namespace))
			.contains(new NamespacePolicy(namespace, 1, first.updatedAt(), AUDITED, Map.of()));
		Policy other = Policy.builder().embed(EgressRule.SELF_HOSTED_ONLY).supersededMaxCount(3L).build();
		assertThat(policies.putNamespace(namespace, other).policy()).isEqualTo(other);
		PolicyUpdate cleared = policies.clearNamespace(namespace);
		assertThat(cleared).returns(3L, PolicyUpdate::revision).returns(Policy.empty(), PolicyUpdate::policy);
		assertThat(policies.getNamespace(namespace).orElseThrow().policy()).isEqualTo(Policy.empty());
	}

	@ParameterizedTest
	@EnumSource
	void profileShouldFollowTheStricter(Face face) {
		Policies control = face.of(node.operator()).policies();
		String namespace = name(face, "strict");
		try (MemoturnClient client = node.client(node.token(namespace, TokenScope.ADMIN))) {
			Policies policies = face.of(client).policies();
			ProfilePolicy none = policies.getProfile(namespace, "alice");
			assertThat(none).isEqualTo(new ProfilePolicy(namespace, "alice", null, 0,
					new EffectivePolicy(Duration.ofDays(1), Duration.ofDays(30), null, null, null, null, false,
							Duration.ofDays(1), false, false, null, EgressRule.ALLOW, EgressRule.ALLOW,
							EgressRule.ALLOW)));
			control.putNamespace(namespace, AUDITED);
			Policy override = Policy.builder().erasureGrace(Duration.ofHours(1)).extract(EgressRule.DENY).build();
			ProfilePolicy put = policies.putProfile(namespace, "alice", override);
			assertThat(put).returns(override, ProfilePolicy::override).returns(2L, ProfilePolicy::revision);
			assertThat(put.effective()).returns(true, EffectivePolicy::auditEnabled)
				.returns(Duration.ofHours(1), EffectivePolicy::erasureGrace)
				.returns(EgressRule.DENY, EffectivePolicy::extract);
			assertThat(policies.getProfile(namespace, "alice")).isEqualTo(put);
			assertThat(control.getNamespace(namespace).orElseThrow().profiles()).isEqualTo(Map.of("alice", override));
			assertThatExceptionOfType(ConflictException.class)
				.isThrownBy(() -> policies.putProfile(namespace, "alice",
						Policy.builder().auditEnabled(false).erasureGrace(Duration.ofHours(3)).build()))
				.withMessageContaining("audit.enabled")
				.withMessageContaining("erasure.grace_secs 10800 > 7200");
			ProfilePolicy cleared = policies.clearProfile(namespace, "alice");
			assertThat(cleared.override()).isNull();
			assertThat(cleared.effective().erasureGrace()).isEqualTo(Duration.ofHours(2));
		}
	}

	@ParameterizedTest
	@EnumSource
	void policiesShouldNeedTheRightCredential(Face face) {
		String namespace = name(face, "guard");
		try (MemoturnClient reader = node.client(node.token(namespace, TokenScope.READ))) {
			Policies policies = face.of(reader).policies();
			assertThat(policies.getProfile(namespace, "alice").override()).isNull();
			assertThatExceptionOfType(ForbiddenException.class)
				.isThrownBy(() -> policies.putProfile(namespace, "alice", AUDITED));
			assertThatExceptionOfType(UnauthorizedException.class).isThrownBy(() -> policies.getNamespace(namespace));
			assertThatExceptionOfType(UnauthorizedException.class)
				.isThrownBy(() -> policies.putNamespace(namespace, AUDITED));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatIsUnknownShouldSurviveAChange(Face face) throws Exception {
		Policies policies = face.of(node.operator()).policies();
		String namespace = name(face, "unknown");
		put(namespace, "{\"policy\":{\"audit\":{\"enabled\":true,\"sink\":[1,null]},\"later\":{\"a\":null}}}");
		Policy stored = policies.getNamespace(namespace).orElseThrow().policy();
		Policy changed = stored.mutate().auditEnabled(false).build();
		assertThat(policies.putNamespace(namespace, changed).policy()).isEqualTo(changed);
		assertThat(policies.getNamespace(namespace).orElseThrow().policy().document()).containsKey("later")
			.hasEntrySatisfying("audit",
					(audit) -> assertThat(audit.toString()).isEqualTo("{enabled=false, sink=[1, null]}"));
	}

	private static void put(String namespace, String body) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/v1/namespaces/" + namespace + "/policy"))
			.header("Authorization", "Bearer " + node.platformKey())
			.header("Content-Type", "application/json")
			.PUT(HttpRequest.BodyPublishers.ofString(body))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
			.isEqualTo(200);
	}

	private static String name(Face face, String namespace) {
		return namespace + "-" + face.ordinal();
	}

}
