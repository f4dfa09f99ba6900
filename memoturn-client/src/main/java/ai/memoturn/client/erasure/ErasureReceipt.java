package ai.memoturn.client.erasure;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import ai.memoturn.client.operation.Json;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The signed proof of a completed erasure, as it came: what this version does not know is
 * kept, because it is signed too. Believe nothing of it before a {@link ReceiptVerifier}
 * has verified it. A receipt can be kept as {@linkplain #toJson() text} and verified
 * later and elsewhere, without the node.
 *
 * @param payload what is signed, as the protocol spells it: an unmodifiable tree of
 * {@code Map}, {@code List}, {@code String}, {@code Number}, {@code Boolean} and
 * {@code null}
 * @param alg how it is signed: {@code ed25519}, or {@code none} by a node that runs
 * without authorization
 * @param keyId which key it is signed with: 16 hexadecimal digits
 * @param sig the signature in base64
 */
public record ErasureReceipt(Map<String, @Nullable Object> payload, String alg, @Nullable String keyId,
		@Nullable String sig) {

	/**
	 * Check what the record is made of.
	 * @param payload what is signed
	 * @param alg how it is signed
	 * @param keyId which key it is signed with
	 * @param sig the signature in base64
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	// In full, since the class file of a compact one does not say what of the payload
	// may be null.
	public ErasureReceipt(Map<String, @Nullable Object> payload, String alg, @Nullable String keyId,
			@Nullable String sig) {
		this.payload = Collections.unmodifiableMap(payload);
		this.alg = Objects.requireNonNull(alg, "alg must not be null");
		this.keyId = keyId;
		this.sig = sig;
	}

	// As any tree, so that a name that is there twice, which the last would win, shows.
	@JsonCreator
	static ErasureReceipt read(@JsonProperty("payload") Object payload, @JsonProperty("alg") String alg,
			@JsonProperty("key_id") @Nullable String keyId, @JsonProperty("sig") @Nullable String sig) {
		Map<String, @Nullable Object> document = new LinkedHashMap<>();
		((Map<?, ?>) payload).forEach((name, value) -> document.put((String) name, value));
		return new ErasureReceipt(document, alg, keyId, sig);
	}

	/**
	 * Read a receipt.
	 * @param json the text, as of {@link #toJson()} or as the node sent it
	 * @return the receipt, not verified
	 * @throws IllegalArgumentException if the text is no receipt
	 */
	public static ErasureReceipt parse(String json) {
		return Json.parse("json", json.getBytes(StandardCharsets.UTF_8), ErasureReceipt.class);
	}

	/**
	 * Write this receipt.
	 * @return the text
	 */
	public String toJson() {
		return new String(Json.write(this), StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "ErasureReceipt[alg=" + this.alg + ", keyId=" + this.keyId + "]";
	}

}
