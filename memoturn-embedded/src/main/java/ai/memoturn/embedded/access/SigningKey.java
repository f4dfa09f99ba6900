package ai.memoturn.embedded.access;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The node's Ed25519 key. Its private half shows in no text.
 */
public final class SigningKey {

	static final int SIGNATURE_LENGTH = 64;

	private static final String ALGORITHM = "Ed25519";

	private static final int LENGTH = 32;

	private static final HexFormat HEX = HexFormat.of();

	/** PKCS#8 version 1 up to the seed: the private key alone. */
	private static final byte[] VERSION_1 = HEX.parseHex("302e020100300506032b657004220420");

	/** Version 2, with the public key behind it. Two encodings of that are in use. */
	private static final byte[] VERSION_2 = HEX.parseHex("3051020101300506032b657004220420");

	private static final byte[] VERSION_2_NESTED = HEX.parseHex("3053020101300506032b657004220420");

	private static final byte[] PUBLIC = HEX.parseHex("812100");

	private static final byte[] PUBLIC_NESTED = HEX.parseHex("a123032100");

	private final byte[] seed;

	private final PrivateKey privateKey;

	private final PublicKey publicKey;

	private final byte[] rawPublicKey;

	private SigningKey(byte[] seed) {
		this.seed = seed;
		try {
			this.privateKey = KeyFactory.getInstance(ALGORITHM)
				.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
			this.publicKey = derivePublicKey(seed);
			byte[] encoded = this.publicKey.getEncoded();
			this.rawPublicKey = Arrays.copyOfRange(encoded, encoded.length - LENGTH, encoded.length);
			byte[] probe = { 1 };
			if (!verify(probe, sign(probe))) {
				throw new IllegalStateException("the public key could not be derived from the private one");
			}
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("this Java runtime has no working Ed25519", ex);
		}
	}

	/**
	 * The JDK derives a public key only while it makes a pair, of the bytes that its
	 * source of randomness returns.
	 */
	private static PublicKey derivePublicKey(byte[] seed) throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
		generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
		return generator.generateKeyPair().getPublic();
	}

	/**
	 * Make a new key.
	 * @return the key
	 */
	static SigningKey generate() {
		byte[] seed = new byte[LENGTH];
		new SecureRandom().nextBytes(seed);
		return new SigningKey(seed);
	}

	/**
	 * Read a key.
	 * @param document a PKCS#8 document of version 1 or 2, DER
	 * @return the key
	 * @throws IllegalArgumentException if it is anything else, or holds a public key that
	 * does not belong to the private one; the message shows nothing of it
	 */
	public static SigningKey ofPkcs8(byte[] document) {
		if (hasForm(document, VERSION_1, new byte[0], 0)) {
			return new SigningKey(seed(document));
		}
		boolean flat = hasForm(document, VERSION_2, PUBLIC, LENGTH);
		if (flat || hasForm(document, VERSION_2_NESTED, PUBLIC_NESTED, LENGTH)) {
			SigningKey key = new SigningKey(seed(document));
			byte[] stated = Arrays.copyOfRange(document, document.length - LENGTH, document.length);
			if (!Arrays.equals(stated, key.rawPublicKey)) {
				throw new IllegalArgumentException("its public key does not belong to its private key");
			}
			return key;
		}
		throw new IllegalArgumentException("it is not an Ed25519 private key in PKCS#8 DER form");
	}

	private static boolean hasForm(byte[] document, byte[] head, byte[] middle, int tail) {
		int afterSeed = head.length + LENGTH;
		return document.length == afterSeed + middle.length + tail
				&& Arrays.equals(document, 0, head.length, head, 0, head.length)
				&& Arrays.equals(document, afterSeed, afterSeed + middle.length, middle, 0, middle.length);
	}

	private static byte[] seed(byte[] document) {
		return Arrays.copyOfRange(document, VERSION_1.length, VERSION_1.length + LENGTH);
	}

	/**
	 * Return the key in the form that other nodes of the protocol read.
	 * @return a PKCS#8 document of version 2, DER
	 */
	byte[] toPkcs8() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(VERSION_2);
		out.writeBytes(this.seed);
		out.writeBytes(PUBLIC);
		out.writeBytes(this.rawPublicKey);
		return out.toByteArray();
	}

	/**
	 * Return the public key.
	 * @return the key, which encodes as X.509
	 */
	public PublicKey publicKey() {
		return this.publicKey;
	}

	/**
	 * Return the public key as the protocol writes it.
	 * @return its 32 bytes in lower-case hexadecimal
	 */
	public String publicKeyText() {
		return HEX.formatHex(this.rawPublicKey);
	}

	/**
	 * Sign a message.
	 * @param message the message
	 * @return the signature, 64 bytes
	 */
	public byte[] sign(byte[] message) {
		try {
			Signature signature = Signature.getInstance(ALGORITHM);
			signature.initSign(this.privateKey);
			signature.update(message);
			return signature.sign();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("signing failed", ex);
		}
	}

	/**
	 * Check a signature.
	 * @param message what was signed
	 * @param signature the signature
	 * @return whether this key made it
	 */
	boolean verify(byte[] message, byte[] signature) {
		// JDK 17 accepts a 65th byte.
		if (signature.length != SIGNATURE_LENGTH) {
			return false;
		}
		try {
			Signature verifier = Signature.getInstance(ALGORITHM);
			verifier.initVerify(this.publicKey);
			verifier.update(message);
			return verifier.verify(signature);
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return "SigningKey[public " + publicKeyText() + "]";
	}

	/** Returns the same bytes once. */
	@SuppressWarnings("serial")
	private static final class FixedRandom extends SecureRandom {

		private final transient byte[] bytes;

		private FixedRandom(byte[] bytes) {
			this.bytes = bytes;
		}

		@Override
		public void nextBytes(byte[] target) {
			if (target.length != this.bytes.length) {
				throw new IllegalStateException("asked for " + target.length + " bytes");
			}
			System.arraycopy(this.bytes, 0, target, 0, target.length);
		}

	}

}
