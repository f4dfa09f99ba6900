package ai.memoturn.embedded.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.database.NameRule;
import ai.memoturn.embedded.database.ProfileName;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests (protocol, security and governance, 1.2 to 1.8). Safe for use by
 * many threads.
 */
public final class AccessControl {

	/** A path with more is neither of a profile nor of a database. */
	private static final int AREA_LENGTH = 2;

	private final @Nullable Keys keys;

	private final Function<String, @Nullable Long> deletions;

	private AccessControl(@Nullable Keys keys, Function<String, @Nullable Long> deletions) {
		this.keys = keys;
		this.deletions = deletions;
	}

	/**
	 * Let everybody do everything.
	 * @return the decision maker
	 */
	public static AccessControl off() {
		return new AccessControl(null, (name) -> null);
	}

	/**
	 * Ask for credentials.
	 * @param nodeKeys the node's keys
	 * @param deletions tells when a database of a name was last deleted, Unix
	 * milliseconds
	 * @param clock tells when tokens are issued and when they expire
	 * @return the decision maker
	 */
	public static AccessControl on(NodeKeys nodeKeys, Function<String, @Nullable Long> deletions, InstantSource clock) {
		Tokens tokens = new Tokens(nodeKeys.signingKey(), clock);
		return new AccessControl(new Keys(tokens, digest(nodeKeys.platformKey())), deletions);
	}

	/**
	 * Return whether credentials are asked for.
	 * @return whether they are
	 */
	public boolean isOn() {
		return this.keys != null;
	}

	/**
	 * Make tokens for the program that the node is part of.
	 * @return the tokens, {@code null} if none are asked for
	 */
	public @Nullable LocalTokens localTokens() {
		return (this.keys != null) ? new LocalTokens(this.keys.tokens(), this.deletions) : null;
	}

	/**
	 * Return whether the decision is made at once; otherwise it takes about a
	 * millisecond.
	 * @param request the request
	 * @return whether no signature has to be verified
	 */
	public boolean isQuick(AccessRequest request) {
		Keys keys = this.keys;
		String bearer = request.bearer();
		if (keys == null || bearer == null) {
			return true;
		}
		return switch (Area.of(request.rawSegments())) {
			case OPEN, CONTROL -> !isAudit(request) || keys.isPlatform(bearer) || keys.isRemembered(bearer);
			case MEMORY, DATABASE -> keys.isRemembered(bearer);
		};
	}

	/**
	 * Decide about a request.
	 * @param request the request
	 * @return who makes it
	 * @throws Fault {@code unauthorized}, {@code forbidden}
	 */
	public Caller authorize(AccessRequest request) {
		Keys keys = this.keys;
		if (keys == null) {
			return Caller.NOBODY;
		}
		return switch (Area.of(request.rawSegments())) {
			case OPEN -> Caller.NOBODY;
			case CONTROL -> isAudit(request) ? auditReader(keys, request) : platform(keys, request.bearer());
			case MEMORY -> memory(keys, request);
			case DATABASE -> {
				String database = DatabaseSpec.parse(request.segments().get(AREA_LENGTH)).name();
				yield database(authenticate(keys, request.bearer()), database, "token is for a different database",
						AccessTable.rule(request.method(), request.rawSegments()));
			}
		};
	}

	private static boolean isAudit(AccessRequest request) {
		return AccessTable.rule(request.method(), request.rawSegments()) == AccessRule.PLATFORM_OR_NAMESPACE_ADMIN;
	}

	private static Caller platform(Keys keys, @Nullable String bearer) {
		if (bearer == null || !keys.isPlatform(bearer)) {
			throw new Fault(FaultCode.UNAUTHORIZED, "platform key required");
		}
		return Caller.PLATFORM;
	}

	private static Caller auditReader(Keys keys, AccessRequest request) {
		String bearer = request.bearer();
		if (bearer != null) {
			if (keys.isPlatform(bearer)) {
				return Caller.PLATFORM;
			}
			try {
				Caller caller = keys.verify(bearer);
				TokenClaims token = claims(caller);
				if (request.segments().get(AREA_LENGTH).equals(token.namespace())
						&& token.scope().includes(Scope.ADMIN)) {
					return caller;
				}
			}
			catch (InvalidTokenException ignored) {
				// It is refused like one that does not suffice.
			}
		}
		throw new Fault(FaultCode.UNAUTHORIZED, "platform key or namespace admin token required");
	}

	private Caller memory(Keys keys, AccessRequest request) {
		Caller caller = authenticate(keys, request.bearer());
		// An empty segment at the end does not count here.
		boolean trailing = request.rawSegments().get(request.rawSegments().size() - 1).isEmpty();
		int size = request.rawSegments().size() - (trailing ? 1 : 0);
		AccessRule rule = AccessTable.rule(request.method(), request.rawSegments().subList(0, size));
		String namespace = request.segments().get(AREA_LENGTH);
		String message = "token does not cover this profile";
		if (rule == AccessRule.NAMESPACE) {
			if (!NameRule.accepts(namespace) || !namespace.equals(claims(caller).namespace())) {
				throw forbidden(message);
			}
			return caller;
		}
		return database(caller, namespace + NameRule.SEPARATOR + request.segments().get(AREA_LENGTH + 1), message,
				rule);
	}

	private Caller database(Caller caller, String database, String notCovered, AccessRule rule) {
		TokenClaims token = claims(caller);
		if (!covers(token, database)) {
			throw forbidden(notCovered);
		}
		Scope needed = (rule.scope() != null) ? rule.scope() : Scope.ADMIN;
		if (!token.scope().includes(needed)) {
			throw forbidden("scope " + needed.label() + " required");
		}
		if (needed.includes(Scope.WRITE)) {
			checkNotRevoked(token, database);
		}
		return caller;
	}

	private static boolean covers(TokenClaims token, String database) {
		if (token.database() != null) {
			return token.database().equals(database);
		}
		ProfileName profile = ProfileName.ofDatabase(database);
		return profile != null && profile.namespace().equals(token.namespace());
	}

	private void checkNotRevoked(TokenClaims token, String database) {
		if (isRevoked(token, database)) {
			throw forbidden("token revoked: the database was deleted after it was issued");
		}
	}

	private boolean isRevoked(TokenClaims token, String database) {
		Long deletedAt = this.deletions.apply(database);
		return deletedAt != null && token.isFromBefore(deletedAt);
	}

	/**
	 * Ask for more than the route did, once the request has shown that it writes.
	 * @param caller who was let in to read the database
	 * @param database its name
	 * @throws Fault {@code forbidden} if the caller may not write to it
	 */
	public void requireWrite(Caller caller, String database) {
		TokenClaims token = caller.token();
		if (token != null) {
			if (!token.scope().includes(Scope.WRITE)) {
				throw forbidden("write scope required");
			}
			checkNotRevoked(token, database);
		}
	}

	/**
	 * Return whether {@link #requireWrite} lets a caller through.
	 * @param caller who was let in to read the database
	 * @param database its name
	 * @return whether the caller may write to it
	 */
	public boolean mayWrite(Caller caller, String database) {
		TokenClaims token = caller.token();
		return token == null || (token.scope().includes(Scope.WRITE) && !isRevoked(token, database));
	}

	/**
	 * Mint a token for all branches of a database.
	 * @param database its name, not checked
	 * @param scope how much it allows
	 * @param seconds how long it is valid; beyond the end of time it never expires
	 * @return the token
	 * @throws Fault {@code invalid_request} if no credentials are asked for
	 */
	public String databaseToken(String database, Scope scope, long seconds) {
		long now = minting().nowSeconds();
		return minting().mint(new TokenClaims(database, null, scope, now, expiry(now, seconds)));
	}

	/**
	 * Mint a token for all profiles of a namespace.
	 * @param namespace its name
	 * @param scope how much it allows
	 * @param seconds how long it is valid; beyond the end of time it never expires
	 * @return the token
	 * @throws Fault {@code invalid_request} if no credentials are asked for or the name
	 * breaks the rule
	 */
	public String namespaceToken(String namespace, Scope scope, long seconds) {
		Tokens tokens = minting();
		if (!NameRule.accepts(namespace)) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid namespace");
		}
		long now = tokens.nowSeconds();
		return tokens.mint(new TokenClaims(null, namespace, scope, now, expiry(now, seconds)));
	}

	/**
	 * Check that there are tokens at all.
	 * @throws Fault {@code invalid_request} if no credentials are asked for
	 */
	public void requireOn() {
		minting();
	}

	private Tokens minting() {
		if (this.keys == null) {
			throw new Fault(FaultCode.INVALID_REQUEST, "auth is off on this node; it needs no tokens");
		}
		return this.keys.tokens();
	}

	private static long expiry(long now, long seconds) {
		return (seconds <= Long.MAX_VALUE - now) ? now + seconds : Long.MAX_VALUE;
	}

	private static Caller authenticate(Keys keys, @Nullable String bearer) {
		if (bearer == null) {
			throw new Fault(FaultCode.UNAUTHORIZED, "bearer token required");
		}
		try {
			return keys.verify(bearer);
		}
		catch (InvalidTokenException ex) {
			throw new Fault(FaultCode.UNAUTHORIZED, "invalid token: " + ex.getMessage());
		}
	}

	private static TokenClaims claims(Caller caller) {
		if (caller.token() == null) {
			throw new IllegalStateException("not the holder of a token");
		}
		return caller.token();
	}

	private static Fault forbidden(String message) {
		return new Fault(FaultCode.FORBIDDEN, message);
	}

	private static byte[] digest(String text) {
		return TokenDigest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Parts of the node with credentials of their own.
	 */
	private enum Area {

		OPEN, CONTROL, MEMORY, DATABASE;

		/** Goes by what was sent: nothing that decodes to an area is one. */
		static Area of(List<String> raw) {
			if (raw.size() < AREA_LENGTH || !raw.get(0).equals("v1")) {
				return OPEN;
			}
			String area = raw.get(1);
			if (area.startsWith("databases") || area.startsWith("namespaces")) {
				return CONTROL;
			}
			boolean named = raw.size() > AREA_LENGTH;
			if (area.equals("memory") && named && !raw.get(AREA_LENGTH).isEmpty()) {
				return MEMORY;
			}
			return (area.equals("db") && named) ? DATABASE : OPEN;
		}

	}

	/**
	 * @param tokens mints and verifies tokens
	 * @param platformKey digest of the platform key
	 */
	private record Keys(Tokens tokens, byte[] platformKey) {

		/** Digests are of one length, so that the time tells nothing about the key. */
		boolean isPlatform(String bearer) {
			return MessageDigest.isEqual(digest(bearer), this.platformKey);
		}

		boolean isRemembered(String token) {
			return this.tokens.isRemembered(TokenDigest.of(token));
		}

		Caller verify(String token) {
			TokenDigest digest = TokenDigest.of(token);
			return new Caller(Caller.Kind.TOKEN, this.tokens.verify(token, digest), digest.forAudit());
		}

	}

}
