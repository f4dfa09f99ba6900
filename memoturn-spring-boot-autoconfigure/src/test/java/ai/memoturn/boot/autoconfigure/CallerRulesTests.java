package ai.memoturn.boot.autoconfigure;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.boot.scope.NoMemoryProfileException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallerRules}.
 */
class CallerRulesTests {

	@Test
	void unlessToldOtherwiseThePrincipalDecidesAndNoHeader() {
		CallerRules rules = rules((scope) -> {
		});
		assertThat(rules.scope(caller(() -> "ann", Map.of("X-User", List.of("ben")))))
			.isEqualTo(new MemoryScope("acme", "ann", null));
		assertThat(rules.scope(caller(null, Map.of("X-User", List.of("ben"))))).isNull();
		assertThat(rules.scope(caller(() -> "", Map.of()))).isNull();
	}

	@Test
	void whenAClaimIsConfiguredThenItAloneDecides() {
		CallerRules rules = rules((scope) -> scope.setClaim("uid"));
		ClaimAccessor token = () -> Map.of("sub", "s-1", "uid", "ann", "age", 7);
		assertThat(rules.scope(caller(authenticated(token), Map.of()))).isEqualTo(new MemoryScope("acme", "ann", null));
		assertThat(rules.scope(caller(
				authenticated(
						new DefaultOAuth2AuthenticatedPrincipal(Map.of("uid", "ben"), AuthorityUtils.NO_AUTHORITIES)),
				Map.of())))
			.isEqualTo(new MemoryScope("acme", "ben", null));
		ClaimAccessor without = () -> Map.of("sub", "s-1");
		assertThat(rules.scope(caller(authenticated(without), Map.of()))).isNull();
		assertThat(rules.scope(caller(() -> "ann", Map.of()))).isNull();
		assertThat(rules((scope) -> scope.setClaim("age")).scope(caller(authenticated(token), Map.of()))).isNull();
	}

	@Test
	void whenAHeaderIsConfiguredThenItAloneDecidesAndMustOccurOnce() {
		CallerRules rules = rules((scope) -> scope.setHeader("X-User"));
		assertThat(rules.scope(caller(() -> "ann", Map.of("X-User", List.of("ben")))))
			.isEqualTo(new MemoryScope("acme", "ben", null));
		assertThat(rules.scope(caller(() -> "ann", Map.of()))).isNull();
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> rules.scope(caller(null, Map.of("X-User", List.of("ben", "carl")))))
			.withMessageContaining("X-User")
			.withMessageNotContaining("carl");
	}

	@Test
	void whenATenantIsConfiguredThenItIsTheNamespaceAndMustBeThere() {
		CallerRules claim = rules((scope) -> scope.setTenantClaim("org"), ApplicationNamespace.of(null, null));
		ClaimAccessor token = () -> Map.of("org", "globex");
		assertThat(claim.scope(new Caller(authenticated(token), (name) -> List.of())))
			.isEqualTo(new MemoryScope("globex", "somebody", null));
		CallerRules header = rules((scope) -> scope.setTenantHeader("X-Tenant"), ApplicationNamespace.of("acme", null));
		assertThat(header.scope(caller(() -> "ann", Map.of("X-Tenant", List.of("globex")))))
			.isEqualTo(new MemoryScope("globex", "ann", null));
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> header.scope(caller(() -> "ann", Map.of())))
			.withMessageContaining("memoturn.scope.tenant-header");
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> header.scope(caller(() -> "ann", Map.of("X-Tenant", List.of("Globex--Inc")))))
			.withMessageContaining("not the name of a namespace")
			.withMessageNotContaining("Globex");
		assertThat(header.scope(caller(null, Map.of("X-Tenant", List.of("globex"))))).isNull();
	}

	private static Principal authenticated(Object subject) {
		return new UsernamePasswordAuthenticationToken(subject, null, List.of()) {

			@Override
			public String getName() {
				return "somebody";
			}

		};
	}

	private static Caller caller(@Nullable Principal principal, Map<String, List<String>> headers) {
		return new Caller(principal, (name) -> headers.getOrDefault(name, List.of()));
	}

	private static CallerRules rules(Consumer<MemoturnProperties.Scope> configuration) {
		return rules(configuration, ApplicationNamespace.of("acme", null));
	}

	private static CallerRules rules(Consumer<MemoturnProperties.Scope> configuration, ApplicationNamespace namespace) {
		MemoturnProperties.Scope scope = new MemoturnProperties.Scope();
		configuration.accept(scope);
		return new CallerRules(scope, namespace, CallerRulesTests.class.getClassLoader());
	}

}
