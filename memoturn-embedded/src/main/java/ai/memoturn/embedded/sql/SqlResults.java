package ai.memoturn.embedded.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Base64;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a batch while it grows, never beyond its limit.
 */
final class SqlResults {

	private static final int SURROGATE_PAIR_EXTRA = 2;

	private final int mostBytes;

	private final JsonWriter json = new JsonWriter(256);

	/** How many bytes more than characters there are. */
	private long extra;

	SqlResults(int mostBytes) {
		this.mostBytes = mostBytes;
		this.json.beginObject().name("results").beginArray();
	}

	void add(long rowsAffected) {
		this.json.beginObject().name("columns").beginArray().endArray().name("rows").beginArray().endArray();
		this.json.name("rows_affected").value(rowsAffected).endObject();
		check();
	}

	void add(ResultSet rows) throws SQLException {
		ResultSetMetaData meta = rows.getMetaData();
		int columns = meta.getColumnCount();
		this.json.beginObject().name("columns").beginArray();
		for (int i = 1; i <= columns; i++) {
			text(meta.getColumnName(i));
		}
		this.json.endArray().name("rows").beginArray();
		while (rows.next()) {
			this.json.beginArray();
			for (int i = 1; i <= columns; i++) {
				value(rows.getObject(i));
				check();
			}
			this.json.endArray();
		}
		this.json.endArray().name("rows_affected").value(0L).endObject();
		check();
	}

	private void value(@Nullable Object value) {
		if (value instanceof Integer || value instanceof Long) {
			this.json.value(((Number) value).longValue());
		}
		else if (value instanceof Double number && Double.isFinite(number)) {
			this.json.value(number.doubleValue());
		}
		else if (value instanceof byte[] bytes) {
			check(bytes.length);
			this.json.beginObject().name("$base64").value(Base64.getEncoder().encodeToString(bytes)).endObject();
		}
		else if (value instanceof String text) {
			text(text);
		}
		else {
			this.json.raw("null");
		}
	}

	private void text(String text) {
		check(text.length());
		this.json.value(text);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				boolean pair = Character.isHighSurrogate(c);
				this.extra += pair ? SURROGATE_PAIR_EXTRA : (c < 0x800) ? 1 : 2;
				i += pair ? 1 : 0;
			}
		}
	}

	private void check() {
		check(0);
	}

	private void check(int more) {
		if (this.json.length() + this.extra + more > this.mostBytes) {
			throw new Fault(FaultCode.PAYLOAD_TOO_LARGE,
					"the results are larger than " + this.mostBytes + " bytes; ask for fewer rows");
		}
	}

	/**
	 * Complete the answer.
	 */
	JsonWriter finish(long txid) {
		return this.json.endArray().name("txid").value(txid).endObject();
	}

}
