package ai.memoturn.embedded.access;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.json.MalformedJsonException;
import ai.memoturn.embedded.json.WrongShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Mints and verifies tokens (protocol, security and governance, 1.3 and 1.4). A signature
 * takes most of a millisecond to verify, so tokens that were accepted are remembered
 * until they expire. Safe for use by many threads.
 */
final class Tokens {

	/** How long after its expiry a token still works. */
	private static final long LEEWAY_SECONDS = 5;

	private static final int MOST_REMEMBERED = 10_000;

	private static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"EdDSA\"}";

	private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

	private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

	private final SigningKey key;

	private final InstantSource clock;

	/** By digest, those used longest ago first. */
	private final Map<String, TokenClaims> accepted = new LinkedHashMap<>(16, 0.75F, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, TokenClaims> eldest) {
			return size() > MOST_REMEMBERED;
		}

	};

	Tokens(SigningKey key, InstantSource clock) {
		this.key = key;
		this.clock = clock;
	}

	long nowSeconds() {
		return Math.floorDiv(this.clock.millis(), 1000L);
	}

	String mint(TokenClaims claims) {
		JsonWriter json = new JsonWriter(128);
		json.beginObject().name("db").value((claims.database() != null) ? claims.database() : "");
		if (claims.namespace() != null) {
			json.name("ns").value(claims.namespace());
		}
		json.name("scope")
			.value(claims.scope().wireName())
			.name("exp")
			.value(claims.expiresAt())
			.name("iat")
			.value(claims.issuedAt())
			.endObject();
		String signed = encode(HEADER.getBytes(StandardCharsets.US_ASCII)) + "." + encode(json.toUtf8());
		return signed + "." + encode(this.key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
	}

	/**
	 * Return whether {@link #verify} takes no time.
	 * @param digest the token's digest
	 * @return whether the token is remembered
	 */
	boolean isRemembered(TokenDigest digest) {
		synchronized (this.accepted) {
			return this.accepted.containsKey(digest.hex());
		}
	}

	/**
	 * Check a token.
	 * @param token the token
	 * @param digest its digest
	 * @return what it says
	 * @throws InvalidTokenException if it is not one of this node's, or has expired
	 */
	TokenClaims verify(String token, TokenDigest digest) {
		TokenClaims claims;
		synchronized (this.accepted) {
			claims = this.accepted.get(digest.hex());
		}
		boolean remembered = claims != null;
		if (claims == null) {
			claims = check(token);
		}
		if (claims.expiresAt() < nowSeconds() - LEEWAY_SECONDS) {
			synchronized (this.accepted) {
				this.accepted.remove(digest.hex());
			}
			throw new InvalidTokenException("it has expired");
		}
		if (!remembered) {
			synchronized (this.accepted) {
				this.accepted.put(digest.hex(), claims);
			}
		}
		return claims;
	}

	private TokenClaims check(String token) {
		String[] parts = token.split("\\.", -1);
		if (parts.length != 3) {
			throw new InvalidTokenException("it does not have three parts");
		}
		byte[] header = decode(parts[0]);
		byte[] payload = decode(parts[1]);
		byte[] signature = decode(parts[2]);
		// Before anything inside is believed.
		String signed = token.substring(0, token.length() - parts[2].length() - 1);
		checkHeader(header);
		if (!this.key.verify(signed.getBytes(StandardCharsets.US_ASCII), signature)) {
			throw new InvalidTokenException("its signature is not one of this node");
		}
		return read(payload, Tokens::claims);
	}

	private static String encode(byte[] bytes) {
		return ENCODER.encodeToString(bytes);
	}

	/**
	 * Only the one canonical text of some bytes is taken, so that a token has one form.
	 */
	private static byte[] decode(String part) {
		try {
			byte[] bytes = DECODER.decode(part);
			if (!encode(bytes).equals(part)) {
				throw new InvalidTokenException("it is not canonical base64url");
			}
			return bytes;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTokenException("it is not base64url");
		}
	}

	private static void checkHeader(byte[] header) {
		read(header, (json) -> {
			String algorithm = null;
			json.beginObject();
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				switch (field) {
					case "alg" -> algorithm = json.string();
					// Says that there is something in the token that must be understood.
					case "crit" -> throw new InvalidTokenException("its header has critical extensions");
					default -> json.skip();
				}
			}
			if (!"EdDSA".equals(algorithm)) {
				throw new InvalidTokenException("its algorithm is not EdDSA");
			}
			return true;
		});
	}

	private static TokenClaims claims(JsonReader json) {
		String database = null;
		String namespace = null;
		String scopeName = null;
		Long expiresAt = null;
		Long issuedAt = null;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "db" -> database = json.string();
				case "ns" -> namespace = json.optionalString();
				case "scope" -> scopeName = json.string();
				case "exp" -> expiresAt = seconds(json);
				case "iat" -> issuedAt = seconds(json);
				case "aud" -> throw new InvalidTokenException("it is for another audience");
				default -> json.skip();
			}
		}
		if (database == null || scopeName == null || expiresAt == null || issuedAt == null) {
			throw new InvalidTokenException("it lacks one of db, scope, exp and iat");
		}
		Scope scope = Scope.of(scopeName);
		if (scope == null) {
			throw new InvalidTokenException("its scope is unknown");
		}
		if (database.isEmpty() == (namespace == null)) {
			throw new InvalidTokenException("it is not for either a database or a namespace");
		}
		return new TokenClaims(database.isEmpty() ? null : database, namespace, scope, issuedAt, expiresAt);
	}

	/** What does not fit 63 bits is later than everything either way. */
	private static @Nullable Long seconds(JsonReader json) {
		Long value = json.optionalUnsigned();
		return (value != null && value < 0) ? Long.valueOf(Long.MAX_VALUE) : value;
	}

	private static <T> T read(byte[] document, Function<JsonReader, T> decoder) {
		try {
			return JsonReader.readUnrepeated(document, decoder);
		}
		catch (MalformedJsonException | WrongShapeException ex) {
			throw new InvalidTokenException("it does not hold the JSON of a token");
		}
	}

}
