package ai.memoturn.embedded.erasure;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.ErasureRow;

/**
 * The record of an erasure (protocol, security and governance, 5.3), whose data is
 * deleted.
 */
public final class Coupon {

	private final ErasureRow row;

	Coupon(ErasureRow row) {
		this.row = row;
	}

	static List<Coupon> of(List<ErasureRow> rows) {
		return rows.stream().filter((row) -> row.status() != ErasureRow.Status.REQUESTED).map(Coupon::new).toList();
	}

	/**
	 * Return its id.
	 * @return {@code ers_} and 16 hexadecimal digits
	 */
	public String id() {
		return this.row.id();
	}

	/**
	 * Return the first state of the branch without the data.
	 * @return the transaction id
	 */
	public long txid() {
		return Objects.requireNonNull(this.row.txid());
	}

	/**
	 * Return until when the history is left alone.
	 * @return Unix milliseconds
	 */
	public long graceUntil() {
		return this.row.graceUntil();
	}

	/**
	 * Return how it stands.
	 * @return {@code pending}, {@code blocked} or {@code completed}
	 */
	public String status() {
		return this.row.status().name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return how many memories were deleted.
	 * @return the number, 0 for a session
	 */
	public int memories() {
		return Texts.strings(this.row.memoryIds()).size();
	}

	/**
	 * Write the coupon.
	 * @param json where to
	 */
	public void writeTo(JsonWriter json) {
		json.beginObject()
			.name("id")
			.value(id())
			.name("db")
			.value(this.row.database())
			.name("uuid")
			.value(Texts.uuid(this.row))
			.name("target")
			.raw(this.row.target());
		if (memories() > 0) {
			json.name("memory_ids").raw(this.row.memoryIds());
		}
		json.name("requested_at")
			.value(this.row.requestedAt())
			.name("grace_until")
			.value(graceUntil())
			.name("forget_txid")
			.raw(Texts.forgetTxid(this.row))
			.name("status")
			.value(status());
		if (this.row.blockers() != null) {
			json.name("blocked_by").raw(this.row.blockers());
		}
		if (this.row.receipt() != null) {
			json.name("completed_at").value(this.row.completedAt()).name("receipt").raw(this.row.receipt());
		}
		json.endObject();
	}

}
