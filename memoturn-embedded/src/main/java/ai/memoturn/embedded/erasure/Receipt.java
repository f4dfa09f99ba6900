package ai.memoturn.embedded.erasure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import ai.memoturn.embedded.access.SigningKey;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.ErasureRow;
import ai.memoturn.embedded.store.StoredStates;
import org.jspecify.annotations.Nullable;

/**
 * What a completed erasure proves (protocol, security and governance, 5.6 and 5.7).
 *
 * @param erasure the erasure
 * @param completedAt when it was found to be complete, Unix milliseconds
 * @param evidence what was found
 * @param claims what that means, for people
 */
record Receipt(ErasureRow erasure, long completedAt, StoredStates evidence, List<String> claims) {

	static final List<String> CLAIMS = List.of(
			"the data was deleted, and its pages overwritten with zeros, at the forget transaction id",
			"no state below the forget transaction id is referenced or stored by the node for this database",
			"what the node holds in memory for a while, the blocks that the file system has given back, and copies that"
					+ " others have made of its files are not covered");

	private static final byte[] PURPOSE = "memoturn-erasure-receipt-v1\0".getBytes(StandardCharsets.US_ASCII);

	private static final int KEY_ID_BYTES = 8;

	private static final HexFormat HEX = HexFormat.of();

	/**
	 * Return the payload in the form that is signed.
	 * @return canonical JSON text
	 */
	String payload() {
		JsonWriter json = new JsonWriter(1024).beginObject().name("claims").raw(Texts.strings(this.claims));
		json.name("completed_at")
			.value(this.completedAt)
			.name("db")
			.value(this.erasure.database())
			.name("erasure_id")
			.value(this.erasure.id())
			.name("evidence")
			.beginObject()
			.name("clean")
			.raw("true")
			.name("manifests_checked")
			.value(this.evidence.branches())
			.name("objects_listed")
			.value(this.evidence.files())
			.name("oldest_segment_min_txid")
			.value(this.evidence.oldestChange())
			.name("oldest_snapshot_txid")
			.value(this.evidence.oldestFile())
			.endObject()
			.name("forget_txid")
			.raw(Texts.forgetTxid(this.erasure))
			.name("memory_ids")
			.raw(this.erasure.memoryIds())
			.name("target")
			.raw(this.erasure.target())
			.name("uuid")
			.value(Texts.uuid(this.erasure));
		return json.endObject().toString();
	}

	/**
	 * Return what is signed.
	 * @param payload the payload
	 * @return the message
	 */
	static byte[] message(String payload) {
		byte[] text = payload.getBytes(StandardCharsets.UTF_8);
		byte[] message = new byte[PURPOSE.length + text.length];
		System.arraycopy(PURPOSE, 0, message, 0, PURPOSE.length);
		System.arraycopy(text, 0, message, PURPOSE.length, text.length);
		return message;
	}

	/**
	 * Return the receipt as the coupon shows it.
	 * @param key signs it; {@code null} where nothing is signed
	 * @return JSON text
	 */
	String text(@Nullable SigningKey key) {
		String payload = payload();
		JsonWriter json = new JsonWriter(256 + payload.length()).beginObject().name("payload").raw(payload);
		if (key == null) {
			return json.name("alg").value("none").endObject().toString();
		}
		return json.name("alg")
			.value("ed25519")
			.name("key_id")
			.value(keyId(key))
			.name("sig")
			.value(Base64.getEncoder().encodeToString(key.sign(message(payload))))
			.endObject()
			.toString();
	}

	private static String keyId(SigningKey key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(HEX.parseHex(key.publicKeyText()));
			return HEX.formatHex(digest, 0, KEY_ID_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java runtime has SHA-256", ex);
		}
	}

}
