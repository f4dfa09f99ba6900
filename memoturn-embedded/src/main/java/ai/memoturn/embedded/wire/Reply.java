package ai.memoturn.embedded.wire;

import java.nio.charset.StandardCharsets;

import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * An answer, complete.
 *
 * @param status the status code
 * @param contentType what the body is, {@code null} where there is none
 * @param body the bytes
 * @param txid the {@code Memoturn-Txid} header
 * @param erasure the {@code Memoturn-Erasure-Id} header
 * @param allow the {@code Allow} header
 * @param retryAfter whether to add {@code Retry-After}
 * @param close whether the connection cannot be used any further
 */
record Reply(int status, @Nullable String contentType, byte[] body, @Nullable Long txid, @Nullable String erasure,
		@Nullable String allow, boolean retryAfter, boolean close) {

	private static final byte[] NOTHING = {};

	static Reply empty(int status) {
		return new Reply(status, null, NOTHING, null, null, null, false, false);
	}

	static Reply text(int status, String text) {
		return new Reply(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), null, null, null,
				false, false);
	}

	static Reply json(int status, JsonWriter json) {
		return new Reply(status, "application/json", json.toUtf8(), null, null, null, false, false);
	}

	/**
	 * Answer a write that has nothing to tell but its transaction id.
	 */
	static Reply committed(long txid) {
		JsonWriter json = new JsonWriter(32);
		return json(200, json.beginObject().name("txid").value(txid).endObject()).withTxid(txid);
	}

	static Reply bytes(byte[] body) {
		return new Reply(200, "application/octet-stream", body, null, null, null, false, false);
	}

	static Reply error(int status, FaultCode code, String message) {
		JsonWriter json = new JsonWriter(64 + message.length());
		json.beginObject().name("error").value(message).name("code").value(code.wireName()).endObject();
		return json(status, json);
	}

	static Reply methodNotAllowed(String allow) {
		return new Reply(405, null, NOTHING, null, null, allow, false, false);
	}

	Reply withTxid(long value) {
		return new Reply(this.status, this.contentType, this.body, value, this.erasure, this.allow, this.retryAfter,
				this.close);
	}

	Reply withErasure(String id) {
		return new Reply(this.status, this.contentType, this.body, this.txid, id, this.allow, this.retryAfter,
				this.close);
	}

	Reply withRetryAfter() {
		return new Reply(this.status, this.contentType, this.body, this.txid, this.erasure, this.allow, true,
				this.close);
	}

	Reply closing() {
		return new Reply(this.status, this.contentType, this.body, this.txid, this.erasure, this.allow, this.retryAfter,
				true);
	}

}
