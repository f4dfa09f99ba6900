package ai.memoturn.boot.autoconfigure;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

/**
 * Reads claims of whom Spring Security has authenticated by a token or by OpenID.
 */
final class PrincipalClaims {

	private PrincipalClaims() {
	}

	/**
	 * Return a claim of a principal.
	 * @param principal the principal
	 * @param name the claim
	 * @return its text, or {@code null} when there is no such claim, or it is no text
	 */
	static @Nullable String claim(@Nullable Principal principal, String name) {
		Object subject = (principal instanceof Authentication authentication) ? authentication.getPrincipal()
				: principal;
		Object value = null;
		if (subject instanceof ClaimAccessor claims) {
			value = claims.getClaims().get(name);
		}
		else if (subject instanceof OAuth2AuthenticatedPrincipal attributes) {
			value = attributes.getAttribute(name);
		}
		return (value instanceof String text) ? text : null;
	}

}
