package ai.memoturn.client.erasure;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Receipts signed with the key of the protocol's vectors.
 */
final class SignedReceipts {

	static final String PUBLIC_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

	static final String KEY_ID = "21fe31dfa154a261";

	/** The canonical payload of the protocol's vector. */
	static final String PAYLOAD = "{\"claims\":[\"café / \\\"q\\\" \\\\ \\n\"],\"completed_at\":1700000000000,"
			+ "\"db\":\"acme--alice\",\"erasure_id\":\"ers_00112233aabbccdd\",\"evidence\":{\"clean\":true,"
			+ "\"manifests_checked\":1,\"objects_listed\":1,\"oldest_segment_min_txid\":null,"
			+ "\"oldest_snapshot_txid\":7},\"forget_txid\":{\"main\":7},\"memory_ids\":[\"mem_a\",\"mem_b\"],"
			+ "\"target\":{\"topic_key\":\"user.address\",\"type\":\"fact\"},"
			+ "\"uuid\":\"0123456789abcdef0123456789abcdef\"}";

	/** The signature of the protocol's vector. */
	static final String SIG = "+y/ARbwzqoCaGxKNghCK9Rv+KWBoQ80OIwWM9j6e+xy5bRRNAR6GEtsDKpCynxfWXkfxNP5Q21Wm3obLB+fqCg==";

	private static final String PKCS8 = "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b"
			+ "326919703bac031cae7f60";

	private SignedReceipts() {
	}

	static String json(String payload) {
		return json(payload, "ed25519", KEY_ID, SIG);
	}

	static String json(String payload, String alg, String keyId, String sig) {
		return "{\"payload\":" + payload + ",\"alg\":\"" + alg + "\",\"key_id\":\"" + keyId + "\",\"sig\":\"" + sig
				+ "\"}";
	}

	/**
	 * Sign a payload as a node does.
	 * @param payload the payload, canonical
	 * @return the receipt
	 */
	static ErasureReceipt sign(String payload) {
		return ErasureReceipt.parse(json(payload, "ed25519", KEY_ID, signature(payload)));
	}

	static ErasureReceipt with(ErasureReceipt receipt, Map<String, @Nullable Object> payload) {
		return new ErasureReceipt(payload, receipt.alg(), receipt.keyId(), receipt.sig());
	}

	private static String signature(String payload) {
		try {
			PrivateKey key = KeyFactory.getInstance("Ed25519")
				.generatePrivate(new PKCS8EncodedKeySpec(HexFormat.of().parseHex(PKCS8)));
			Signature signature = Signature.getInstance("Ed25519");
			signature.initSign(key);
			signature.update(("memoturn-erasure-receipt-v1\0" + payload).getBytes(StandardCharsets.UTF_8));
			return Base64.getEncoder().encodeToString(signature.sign());
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

}
