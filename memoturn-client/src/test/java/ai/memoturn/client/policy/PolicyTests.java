package ai.memoturn.client.policy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a policy takes, and what is refused where it is written.
 */
class PolicyTests {

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		Duration short59 = Duration.ofSeconds(59);
		Duration fraction = Duration.ofMillis(60_500);
		return Stream.of(bad("pitr ", () -> Policy.builder().pitr(short59)),
				bad("pitr ", () -> Policy.builder().pitr(fraction)),
				bad("pitrSnapshot ", () -> Policy.builder().pitrSnapshot(Duration.ZERO)),
				bad("taskTtlMax", () -> Policy.builder().taskTtlMax(Duration.ofSeconds(-60))),
				bad("eventMaxAge", () -> Policy.builder().eventMaxAge(short59)),
				bad("supersededMaxAge", () -> Policy.builder().supersededMaxAge(fraction)),
				bad("supersededMaxCount", () -> Policy.builder().supersededMaxCount(0L)),
				bad("supersededMaxCount", () -> Policy.builder().supersededMaxCount(-1L)),
				bad("erasureGrace", () -> Policy.builder().erasureGrace(short59)),
				bad("auditRetention", () -> Policy.builder().auditRetention(short59)),
				bad("extract", () -> Policy.builder().extract(EgressRule.SELF_HOSTED_ONLY)),
				bad("ask", () -> Policy.builder().ask(EgressRule.SELF_HOSTED_ONLY)),
				bad("shorten pitr", () -> Policy.builder().pitr(days(2)).pitrSnapshot(days(1)).build()),
				bad("value", () -> EgressRule.of("\ud800")), bad("value", () -> EgressRule.of(null)));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, ThrowingCallable code) {
		assertThatIllegalArgumentException().isThrownBy(code).withMessageContaining(name).withNoCause();
	}

	@Test
	void everyFieldShouldHaveItsPlace() {
		Policy policy = Policy.builder()
			.pitr(days(1))
			.pitrSnapshot(days(1))
			.taskTtlMax(days(2))
			.eventMaxAge(days(3))
			.supersededMaxAge(days(4))
			.supersededMaxCount(1L)
			.purgeOnForget(true)
			.erasureGrace(Duration.ofSeconds(60))
			.auditEnabled(true)
			.auditIncludeReads(false)
			.auditRetention(Duration.ofSeconds(Long.MAX_VALUE))
			.extract(EgressRule.DENY)
			.ask(EgressRule.ALLOW)
			.embed(EgressRule.SELF_HOSTED_ONLY)
			.build();
		assertThat(policy.document())
			.isEqualTo(Map.of("retention", Map.of("pitr_secs", 86_400L, "pitr_snapshot_secs", 86_400L), "memory",
					Map.of("task_ttl_max_secs", 172_800L, "event_max_age_secs", 259_200L, "superseded_max_age_secs",
							345_600L, "superseded_max_count", 1L),
					"erasure", Map.of("purge_on_forget", true, "grace_secs", 60L), "audit",
					Map.of("enabled", true, "include_reads", false, "retention_secs", Long.MAX_VALUE), "ai_egress",
					Map.of("extract", "deny", "ask", "allow", "embed", "self_hosted_only")));
		assertThat(policy).returns(days(1), Policy::pitr)
			.returns(days(1), Policy::pitrSnapshot)
			.returns(days(2), Policy::taskTtlMax)
			.returns(days(3), Policy::eventMaxAge)
			.returns(days(4), Policy::supersededMaxAge)
			.returns(1L, Policy::supersededMaxCount)
			.returns(true, Policy::purgeOnForget)
			.returns(Duration.ofSeconds(60), Policy::erasureGrace)
			.returns(true, Policy::auditEnabled)
			.returns(false, Policy::auditIncludeReads)
			.returns(Duration.ofSeconds(Long.MAX_VALUE), Policy::auditRetention)
			.returns(EgressRule.DENY, Policy::extract)
			.returns(EgressRule.ALLOW, Policy::ask)
			.returns(EgressRule.SELF_HOSTED_ONLY, Policy::embed)
			.isEqualTo(policy.mutate().build())
			.hasSameHashCodeAs(policy.mutate().build());
	}

	@Test
	void nothingShouldBeSetUnasked() {
		assertThat(Policy.empty()).hasToString("Policy{}").isEqualTo(Policy.builder().build());
		assertThat(Policy.empty().pitr()).isNull();
		assertThat(Policy.empty().auditEnabled()).isNull();
		assertThat(Policy.empty().embed()).isNull();
		assertThat(Policy.builder().auditEnabled(null).pitr(null).extract(null).embed(null).build())
			.isEqualTo(Policy.empty());
		Policy unset = Policy.builder()
			.auditEnabled(true)
			.auditIncludeReads(true)
			.build()
			.mutate()
			.auditEnabled(null)
			.build();
		assertThat(unset.document()).isEqualTo(Map.of("audit", Map.of("include_reads", true)));
		assertThat(unset.mutate().auditIncludeReads(null).build().document()).isEqualTo(Map.of("audit", Map.of()));
	}

	@Test
	void changingShouldNotChangeTheOriginal() {
		Policy original = Policy.builder().auditEnabled(true).build();
		Policy.Builder builder = original.mutate();
		Policy first = builder.auditEnabled(false).build();
		builder.auditIncludeReads(true);
		assertThat(original.document()).isEqualTo(Map.of("audit", Map.of("enabled", true)));
		assertThat(first.document()).isEqualTo(Map.of("audit", Map.of("enabled", false)));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> first.document().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((Map<?, ?>) first.document().values().iterator().next()).clear());
	}

	private static Arguments bad(String name, ThrowingCallable code) {
		return Arguments.of(name, code);
	}

	private static Duration days(long days) {
		return Duration.ofDays(days);
	}

}
