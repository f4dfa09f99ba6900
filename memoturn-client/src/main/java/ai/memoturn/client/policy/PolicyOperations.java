package ai.memoturn.client.policy;

import java.time.Duration;

import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Credential;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The operations on policies. Making a call checks everything that can be checked without
 * the node.
 */
final class PolicyOperations {

	private static final String NAMESPACE = "/v1/namespaces/{namespace}/policy";

	private static final String PROFILE = "/v1/memory/{namespace}/{profile}/policy";

	static final Operation<NamespacePolicy> GET_NAMESPACE = Operation
		.describe("policies.getNamespace", "GET", NAMESPACE)
		.retry(RetryClass.READ)
		.credential(Credential.CONTROL)
		.notFoundIsAnswer(ErrorCodes.NOT_FOUND)
		.reads((answer) -> answer.isNotFound() ? null : answer.read(NamespacePolicy.class));

	static final Operation<PolicyUpdate> PUT_NAMESPACE = Operation.describe("policies.putNamespace", "PUT", NAMESPACE)
		.retry(RetryClass.IDEMPOTENT)
		.credential(Credential.CONTROL)
		.reads((answer) -> answer.read(PolicyUpdate.class));

	static final Operation<ProfilePolicy> GET_PROFILE = Operation.describe("policies.getProfile", "GET", PROFILE)
		.retry(RetryClass.READ)
		.reads((answer) -> answer.read(ProfileAnswer.class).toPolicy());

	static final Operation<ProfilePolicy> PUT_PROFILE = Operation.describe("policies.putProfile", "PUT", PROFILE)
		.retry(RetryClass.IDEMPOTENT)
		.reads((answer) -> answer.read(ProfileAnswer.class).toPolicy());

	static final Operation<ProfilePolicy> CLEAR_PROFILE = Operation.describe("policies.clearProfile", "PUT", PROFILE)
		.retry(RetryClass.IDEMPOTENT)
		.reads((answer) -> answer.read(ProfileAnswer.class).toPolicy());

	private PolicyOperations() {
	}

	static Call<NamespacePolicy> getNamespace(String namespace) {
		return GET_NAMESPACE.call(Checks.name("namespace", namespace))
			.fitting((answer) -> answer.namespace().equals(namespace));
	}

	static Call<PolicyUpdate> putNamespace(String namespace, Policy policy) {
		return PUT_NAMESPACE.call(Checks.name("namespace", namespace))
			.body(new PolicyBody(Checks.notNull("policy", policy)))
			.fitting((answer) -> answer.namespace().equals(namespace));
	}

	static Call<ProfilePolicy> getProfile(String namespace, String profile) {
		return call(GET_PROFILE, namespace, profile);
	}

	static Call<ProfilePolicy> putProfile(String namespace, String profile, Policy override) {
		Checks.argument(Checks.notNull("override", override).auditRetention() == null,
				() -> "override must not set auditRetention, because a profile has no audit stream of its own:"
						+ " set it in the policy of the namespace");
		return call(PUT_PROFILE, namespace, profile).body(new PolicyBody(override));
	}

	static Call<ProfilePolicy> clearProfile(String namespace, String profile) {
		return call(CLEAR_PROFILE, namespace, profile).body(new PolicyBody(null));
	}

	private static Call<ProfilePolicy> call(Operation<ProfilePolicy> operation, String namespace, String profile) {
		return operation.call(Checks.name("namespace", namespace), Checks.name("profile", profile))
			.fitting((answer) -> answer.namespace().equals(namespace) && answer.profile().equals(profile));
	}

	/**
	 * A policy on the wire, where {@code null} removes and so must be there.
	 */
	record PolicyBody(@JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Policy policy) {

	}

	record ProfileAnswer(String namespace, String profile, @Nullable Policy override, long revision,
			EffectiveAnswer effective) {

		ProfilePolicy toPolicy() {
			return new ProfilePolicy(this.namespace, this.profile, this.override, this.revision,
					this.effective.toPolicy());
		}

	}

	record EffectiveAnswer(@Nullable Long pitrSecs, @Nullable Long pitrSnapshotSecs, @Nullable Long taskTtlMaxSecs,
			@Nullable Long eventMaxAgeSecs, @Nullable Long supersededMaxAgeSecs, @Nullable Long supersededMaxCount,
			boolean purgeOnForget, long erasureGraceSecs, boolean auditEnabled, boolean auditIncludeReads,
			@Nullable Long auditRetentionSecs, EgressRule extract, EgressRule ask, EgressRule embed) {

		EffectivePolicy toPolicy() {
			return new EffectivePolicy(time(this.pitrSecs), time(this.pitrSnapshotSecs), time(this.taskTtlMaxSecs),
					time(this.eventMaxAgeSecs), time(this.supersededMaxAgeSecs), this.supersededMaxCount,
					this.purgeOnForget, Duration.ofSeconds(this.erasureGraceSecs), this.auditEnabled,
					this.auditIncludeReads, time(this.auditRetentionSecs), this.extract, this.ask, this.embed);
		}

		private static @Nullable Duration time(@Nullable Long seconds) {
			return (seconds != null) ? Duration.ofSeconds(seconds) : null;
		}

	}

}
