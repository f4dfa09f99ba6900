package ai.memoturn.client.erasure;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Verifies receipts of erasures with the public key of the node that signed them, which
 * its operator tells: no route serves it, and a receipt cannot vouch for itself. Nothing
 * is sent. Immutable, and may be shared between threads.
 *
 * <pre>{@code
 * ReceiptVerifier verifier = ReceiptVerifier.of("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
 * alice.ingest(MemoryInput.fact("user.address", "1 Main Street"));
 * EraseResult erased = alice.erase(ErasureTarget.facts("user.address"));
 * Erasure coupon = alice.erasure(erased.erasureId()).orElseThrow();
 * System.out.println(coupon.status() + ": " + verifier.verify(coupon).explanation());
 * // pending: There is no receipt: the erasure is not completed
 * }</pre>
 *
 * The signed bytes are those of the protocol: {@code memoturn-erasure-receipt-v1}, a zero
 * byte, and the payload in canonical JSON, made anew from what was received.
 */
public final class ReceiptVerifier {

	private static final String ALGORITHM = "Ed25519";

	private static final byte[] CONTEXT = "memoturn-erasure-receipt-v1\0".getBytes(StandardCharsets.US_ASCII);

	// What X.509 writes before the 32 bytes of an Ed25519 key (RFC 8410, section 4).
	private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

	private static final int KEY_LENGTH = 32;

	private static final int SIGNATURE_LENGTH = 64;

	private static final int KEY_ID_LENGTH = 16;

	private final PublicKey key;

	private final String keyId;

	private ReceiptVerifier(byte[] raw) {
		byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_LENGTH);
		System.arraycopy(raw, 0, encoded, X509_PREFIX.length, KEY_LENGTH);
		try {
			this.key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
			// Only this looks whether the bytes are those of a point.
			Signature.getInstance(ALGORITHM).initVerify(this.key);
			this.keyId = HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(raw))
				.substring(0, KEY_ID_LENGTH);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This Java runtime cannot verify Ed25519 signatures", ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException("publicKey must be a point of the curve of Ed25519", ex);
		}
	}

	/**
	 * Verify with a key that is given as bytes.
	 * @param publicKey the 32 bytes of an Ed25519 key, alone or in X.509 encoding
	 * @return the verifier
	 * @throws IllegalArgumentException if the bytes are neither, or are no key
	 */
	public static ReceiptVerifier of(byte[] publicKey) {
		byte[] bytes = Checks.notNull("publicKey", publicKey);
		int start = bytes.length - KEY_LENGTH;
		Checks.argument(start == 0 || (start == X509_PREFIX.length && Arrays.mismatch(bytes, X509_PREFIX) == start),
				() -> "publicKey must be the 32 bytes of an Ed25519 key, alone or in X.509 encoding, but has "
						+ bytes.length + " bytes of something else");
		return new ReceiptVerifier(Arrays.copyOfRange(bytes, start, bytes.length));
	}

	/**
	 * Verify with a key that is written as text.
	 * @param publicKey the 32 bytes of an Ed25519 key as 64 hexadecimal digits, or, alone
	 * or in X.509 encoding, in base64
	 * @return the verifier
	 * @throws IllegalArgumentException if the text is neither, or is no key; it is not
	 * shown, as it may be a private key by mistake
	 */
	public static ReceiptVerifier of(String publicKey) {
		String text = Checks.notNull("publicKey", publicKey).strip();
		byte[] bytes;
		try {
			bytes = (text.length() == 2 * KEY_LENGTH) ? HexFormat.of().parseHex(text)
					: Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("publicKey must be the 32 bytes of an Ed25519 key, as 64 hexadecimal"
					+ " digits or in base64 (its value is not shown)");
		}
		return of(bytes);
	}

	/**
	 * Verify with a key of Java's.
	 * @param publicKey an Ed25519 key
	 * @return the verifier
	 * @throws IllegalArgumentException if the key is another one, or cannot be encoded in
	 * X.509
	 */
	public static ReceiptVerifier of(PublicKey publicKey) {
		byte @Nullable [] encoded = Checks.notNull("publicKey", publicKey).getEncoded();
		return of(Checks.notNull("publicKey in X.509 encoding", encoded));
	}

	/**
	 * Return the id that receipts name the key by, to compare it with one that the
	 * operator tells.
	 * @return the first 16 hexadecimal digits of the SHA-256 of the key
	 */
	public String keyId() {
		return this.keyId;
	}

	/**
	 * Verify the receipt of an erasure, and that it is this erasure's.
	 * @param erasure the coupon
	 * @return verified, or why not
	 */
	public ReceiptVerification verify(Erasure erasure) {
		ErasureReceipt receipt = Checks.notNull("erasure", erasure).receipt();
		if (receipt == null) {
			return new ReceiptVerification(ReceiptProblem.NO_RECEIPT);
		}
		ReceiptVerification verification = verify(receipt);
		return (!verification.isVerified() || isOf(erasure, receipt.payload())) ? verification
				: new ReceiptVerification(ReceiptProblem.OTHER_ERASURE);
	}

	/**
	 * Verify a receipt on its own. Of which erasure it is, its payload says.
	 * @param receipt the receipt
	 * @return verified, or why not
	 */
	public ReceiptVerification verify(ErasureReceipt receipt) {
		return new ReceiptVerification(problem(Checks.notNull("receipt", receipt)));
	}

	private @Nullable ReceiptProblem problem(ErasureReceipt receipt) {
		if (receipt.alg().equals("none")) {
			return ReceiptProblem.NOT_SIGNED;
		}
		if (!receipt.alg().equals("ed25519")) {
			return ReceiptProblem.UNKNOWN_ALGORITHM;
		}
		if (!this.keyId.equals(receipt.keyId())) {
			return ReceiptProblem.OTHER_KEY;
		}
		try {
			if (!isSigned(CanonicalJson.write(receipt.payload()), signature(receipt.sig()))) {
				return ReceiptProblem.WRONG_SIGNATURE;
			}
		}
		catch (IllegalArgumentException ex) {
			return ReceiptProblem.MALFORMED;
		}
		return (receipt.payload().get("evidence") instanceof Map<?, ?> evidence
				&& Boolean.TRUE.equals(evidence.get("clean"))) ? null : ReceiptProblem.NOT_CLEAN;
	}

	private boolean isSigned(byte[] payload, byte[] signature) {
		try {
			Signature ed25519 = Signature.getInstance(ALGORITHM);
			ed25519.initVerify(this.key);
			ed25519.update(CONTEXT);
			ed25519.update(payload);
			return ed25519.verify(signature);
		}
		catch (SignatureException ex) {
			return false;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java runtime cannot verify Ed25519 signatures", ex);
		}
	}

	// The decoder also takes text without padding, and ignores bits that the last
	// character has too many; one signature must have one form.
	private static byte[] signature(@Nullable String sig) {
		byte[] signature = Base64.getDecoder().decode(Checks.notNull("sig", sig));
		Checks.argument(
				signature.length == SIGNATURE_LENGTH && Base64.getEncoder().encodeToString(signature).equals(sig),
				() -> "sig must be the base64 of 64 bytes");
		return signature;
	}

	private static boolean isOf(Erasure erasure, Map<String, @Nullable Object> payload) {
		return erasure.id().equals(payload.get("erasure_id")) && erasure.database().equals(payload.get("db"))
				&& erasure.uuid().equals(payload.get("uuid")) && erasure.forgetTxid().equals(payload.get("forget_txid"))
				&& erasure.target().isSpelt(payload.get("target")) && erasure.completedAt() != null
				&& Long.valueOf(erasure.completedAt().toEpochMilli()).equals(payload.get("completed_at"))
				&& payload.get("memory_ids") instanceof List<?> ids
				&& Set.copyOf(erasure.memoryIds()).equals(new HashSet<>(ids));
	}

}
