package ai.memoturn.embedded.access;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * The key of the protocol's vectors, and tokens of any content signed with it.
 */
public final class TestKeys {

	/** The platform key that goes with it. */
	public static final String PLATFORM_KEY = "canary-platform-key";

	static final byte[] SEED = HexFormat.of()
		.parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

	static final String PUBLIC_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

	private static final byte[] VERSION_1 = HexFormat.of().parseHex("302e020100300506032b657004220420");

	static final SigningKey KEY = SigningKey.ofPkcs8(pkcs8());

	private TestKeys() {
	}

	/**
	 * Return the key as a program is given it.
	 * @return a PKCS#8 document of version 1
	 */
	public static byte[] pkcs8() {
		return HexFormat.of().parseHex(HexFormat.of().formatHex(VERSION_1) + HexFormat.of().formatHex(SEED));
	}

	/**
	 * Mint a token.
	 * @param database what it is for, or {@code null}
	 * @param namespace what it is for, or {@code null}
	 * @param scope how much it allows
	 * @param issuedAt Unix seconds
	 * @param expiresAt Unix seconds
	 * @return the token
	 */
	public static String token(@Nullable String database, @Nullable String namespace, Scope scope, long issuedAt,
			long expiresAt) {
		return new Tokens(KEY, InstantSource.system())
			.mint(new TokenClaims(database, namespace, scope, issuedAt, expiresAt));
	}

	/**
	 * Mint a token that is valid for an hour.
	 * @param namespace what it is for
	 * @param scope how much it allows
	 * @return the token
	 */
	public static String namespaceToken(String namespace, Scope scope) {
		long now = System.currentTimeMillis() / 1000;
		return token(null, namespace, scope, now, now + 3600);
	}

	/**
	 * Sign anything.
	 * @param header text of the header
	 * @param payload text of the payload
	 * @return the three parts
	 */
	static String signed(String header, String payload) {
		return signed(KEY, header, payload);
	}

	static String signed(SigningKey key, String header, String payload) {
		String signed = encode(header.getBytes(StandardCharsets.UTF_8)) + "."
				+ encode(payload.getBytes(StandardCharsets.UTF_8));
		return signed + "." + encode(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
	}

	static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
