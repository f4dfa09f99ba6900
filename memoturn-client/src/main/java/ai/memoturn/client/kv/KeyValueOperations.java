package ai.memoturn.client.kv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;
import org.jspecify.annotations.Nullable;

/**
 * The operations on the key-value pairs of one namespace. Making a call checks everything
 * that can be checked without the node.
 *
 * @param database the database and branch
 * @param namespace the namespace
 */
record KeyValueOperations(DatabaseSpec database, String namespace) {

	private static final String NAMESPACE = "/v1/db/{database@branch}/kv/{namespace}";

	private static final String PAIR = NAMESPACE + "/{key}";

	static final Operation<PutResult> PUT = Operation.describe("kv.put", "PUT", PAIR)
		.retry(RetryClass.IDEMPOTENT)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> new PutResult(answer.txidOrZero(answer.read(PutAnswer.class).txid())));

	static final Operation<byte[]> GET = Operation.describe("kv.get", "GET", PAIR)
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.notFoundIsAnswer(ErrorCodes.NOT_FOUND)
		.reads((answer) -> answer.isNotFound() ? null : answer.bytes());

	static final Operation<Boolean> DELETE = Operation.describe("kv.delete", "DELETE", PAIR)
		.retry(RetryClass.IDEMPOTENT)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> true);

	static final Operation<List<String>> KEYS = Operation.describe("kv.keys", "GET", NAMESPACE)
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.reads((answer) -> List.copyOf(answer.read(KeysAnswer.class).keys()));

	/**
	 * Check the names, once for handles that may fail when they are made.
	 * @return these operations
	 */
	KeyValueOperations checked() {
		this.database.checked();
		Checks.segment("namespace", this.namespace);
		return this;
	}

	Call<PutResult> put(String key, String value, @Nullable Duration ttl) {
		Checks.wellFormed("value", Checks.notNull("value", value));
		return put(key, value.getBytes(StandardCharsets.UTF_8), ttl);
	}

	Call<PutResult> put(String key, byte[] value, @Nullable Duration ttl) {
		// Repeated as it was, whatever becomes of the caller's array.
		byte[] bytes = Checks.notNull("value", value).clone();
		return pair(PUT, key).query("ttl", (ttl != null) ? Long.toString(Checks.ttl("ttl", ttl)) : null).body(bytes);
	}

	Call<byte[]> get(String key) {
		return pair(GET, key);
	}

	Call<Boolean> delete(String key) {
		return pair(DELETE, key);
	}

	Call<List<String>> keys(String prefix, int limit) {
		checked();
		Checks.wellFormed("prefix", Checks.notNull("prefix", prefix));
		return KEYS.call(this.database.toString(), this.namespace)
			.query("prefix", prefix.isEmpty() ? null : prefix)
			.query("limit", Integer.toString(Checks.positive("limit", limit)));
	}

	/**
	 * Read a value as text.
	 * @param value the bytes
	 * @return the text
	 */
	static String text(byte[] value) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("The value is not UTF-8 text: read it with getBytes");
		}
	}

	private <T> Call<T> pair(Operation<T> operation, String key) {
		checked();
		return operation.call(this.database.toString(), this.namespace, Checks.segment("key", key));
	}

	record PutAnswer(@Nullable Long txid) {

	}

	record KeysAnswer(List<String> keys) {

	}

}
