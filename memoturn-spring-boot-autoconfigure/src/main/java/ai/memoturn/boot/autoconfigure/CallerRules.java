package ai.memoturn.boot.autoconfigure;

import java.security.Principal;
import java.util.List;
import java.util.function.Function;

import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.boot.scope.NoMemoryProfileException;
import ai.memoturn.boot.scope.ProfileNameEncoding;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Tells whose memories a caller addresses: the profile from the name of the principal,
 * and from a claim or a header only where {@code memoturn.scope.*} says so; likewise the
 * namespace, which is the application's unless a tenant is told from each call. There is
 * one source for each, and none stands in for another.
 * <p>
 * The name of the principal must tell all users of the application apart; where several
 * identity providers sign users in, their names may coincide, and the application needs a
 * resolver of its own.
 */
class CallerRules {

	private final Function<Caller, @Nullable String> profile;

	private final Function<Caller, String> namespace;

	CallerRules(MemoturnProperties.Scope properties, ApplicationNamespace namespace,
			@Nullable ClassLoader classLoader) {
		refuseClaimsWithoutSource(properties, classLoader);
		Function<Caller, @Nullable String> profile = from("claim", properties.getClaim(), "header",
				properties.getHeader());
		Function<Caller, @Nullable String> tenant = from("tenant-claim", properties.getTenantClaim(), "tenant-header",
				properties.getTenantHeader());
		this.profile = (profile != null) ? profile : CallerRules::nameOfPrincipal;
		if (tenant != null) {
			this.namespace = (caller) -> tenantName(tenant.apply(caller));
		}
		else {
			String name = namespace.required();
			this.namespace = (caller) -> name;
		}
	}

	/**
	 * Return whose memories a caller addresses.
	 * @param caller the caller
	 * @return the scope, or {@code null} when the caller is nobody
	 */
	@Nullable MemoryScope scope(Caller caller) {
		String profile = this.profile.apply(caller);
		return (StringUtils.hasLength(profile)) ? new MemoryScope(this.namespace.apply(caller), profile, null) : null;
	}

	private static @Nullable Function<Caller, @Nullable String> from(String claimKey, @Nullable String claim,
			String headerKey, @Nullable String header) {
		refuseBlank(claimKey, claim);
		refuseBlank(headerKey, header);
		if (claim != null && header != null) {
			throw new MemoturnConfigurationException(
					"memoturn.scope." + claimKey + " and memoturn.scope." + headerKey
							+ " are both set, so there are two answers to whose memories are meant.",
					"Keep the one that is to be believed. To combine several sources, define a MemoryProfileResolver "
							+ "bean.");
		}
		if (claim != null) {
			return (caller) -> PrincipalClaims.claim(caller.principal(), claim);
		}
		return (header != null) ? (caller) -> single(header, caller.headers().apply(header)) : null;
	}

	private static void refuseClaimsWithoutSource(MemoturnProperties.Scope properties,
			@Nullable ClassLoader classLoader) {
		boolean claims = properties.getClaim() != null || properties.getTenantClaim() != null;
		if (claims && !ClassUtils.isPresent("org.springframework.security.oauth2.core.ClaimAccessor", classLoader)) {
			throw new MemoturnConfigurationException(
					"memoturn.scope.claim or memoturn.scope.tenant-claim is set, and nothing in the application knows "
							+ "claims.",
					"Add Spring Security's OAuth 2 resource server or client, or remove the property.");
		}
	}

	private static void refuseBlank(String key, @Nullable String value) {
		if (value != null && value.isBlank()) {
			throw new MemoturnConfigurationException("memoturn.scope." + key + " is blank.",
					"Set it to a name, or remove it.");
		}
	}

	private static @Nullable String nameOfPrincipal(Caller caller) {
		Principal principal = caller.principal();
		return (principal != null) ? principal.getName() : null;
	}

	// The second value may be the caller's own beside the proxy's.
	private static @Nullable String single(String header, List<String> values) {
		if (values.size() > 1) {
			throw new NoMemoryProfileException(
					"The header " + header + " occurs more than once, so it cannot be said whose memories are meant");
		}
		return (values.isEmpty()) ? null : values.get(0);
	}

	private static String tenantName(@Nullable String tenant) {
		if (tenant == null || !ProfileNameEncoding.isName(tenant)) {
			throw new NoMemoryProfileException((tenant != null)
					? "The tenant of the current user is not the name of a namespace, which has 1 to 64 characters "
							+ "a-z, 0-9, _ and -, begins with a letter or digit, does not end with - and does not "
							+ "contain --"
					: "The current user has no tenant. memoturn.scope.tenant-claim or memoturn.scope.tenant-header "
							+ "says where it is looked for");
		}
		return tenant;
	}

}
