package ai.memoturn.embedded.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import ai.memoturn.embedded.database.ProfileName;
import org.jspecify.annotations.Nullable;

/**
 * Admin tokens for whoever runs the node in the same process. Each is kept and handed out
 * again until half of its time is over, or a database is deleted for which it then no
 * longer counts. Safe for use by many threads.
 */
public final class LocalTokens {

	private static final long LIFETIME_SECONDS = 3600;

	private static final int MOST_KEPT = 1000;

	private final Tokens tokens;

	private final Function<String, @Nullable Long> deletions;

	/** By what they are for, the longest unused first. */
	private final Map<TokenClaims, Kept> kept = new LinkedHashMap<>(16, 0.75F, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<TokenClaims, Kept> eldest) {
			return size() > MOST_KEPT;
		}

	};

	LocalTokens(Tokens tokens, Function<String, @Nullable Long> deletions) {
		this.tokens = tokens;
		this.deletions = deletions;
	}

	/**
	 * Return a token for a namespace.
	 * @param namespace the namespace
	 * @return the token, valid for at least half an hour
	 */
	public String forNamespace(String namespace) {
		return token(null, namespace, null);
	}

	/**
	 * Return a token for a database, which need not exist.
	 * @param database its name; that of a profile's database leads to a token for the
	 * namespace, because it covers the database as well
	 * @return the token, valid for at least half an hour unless the database is deleted
	 */
	public String forDatabase(String database) {
		ProfileName profile = ProfileName.ofDatabase(database);
		Long deletedAt = this.deletions.apply(database);
		return (profile != null) ? token(null, profile.namespace(), deletedAt) : token(database, null, deletedAt);
	}

	private synchronized String token(@Nullable String database, @Nullable String namespace, @Nullable Long deletedAt) {
		TokenClaims target = new TokenClaims(database, namespace, Scope.ADMIN, 0, 0);
		long now = this.tokens.nowSeconds();
		Kept known = this.kept.get(target);
		if (known != null && known.claims().issuedAt() <= now + 1
				&& known.claims().expiresAt() - now >= LIFETIME_SECONDS / 2
				&& (deletedAt == null || !known.claims().isFromBefore(deletedAt))) {
			return known.token();
		}
		// A token from the second of the deletion would be revoked with the older ones.
		long issuedAt = (deletedAt != null) ? Math.max(now, Math.floorDiv(deletedAt, 1000L) + 1) : now;
		TokenClaims claims = new TokenClaims(database, namespace, Scope.ADMIN, issuedAt, issuedAt + LIFETIME_SECONDS);
		String token = this.tokens.mint(claims);
		this.kept.put(target, new Kept(claims, token));
		return token;
	}

	private record Kept(TokenClaims claims, String token) {
	}

}
