package ai.memoturn.client.erasure;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The coupon of an erasure: what was asked for and how far it has come. A node keeps it
 * outside of the database, so that it outlives a rewind and even the database. New
 * components may be added: read it, do not construct it.
 *
 * @param id {@code ers_} and 16 hexadecimal digits
 * @param database the name of the database, {@code {namespace}--{profile}}
 * @param uuid which database of that name it was: 32 hexadecimal digits
 * @param target what was erased
 * @param memoryIds the ids of the memories that were removed, in no order; of a session
 * none
 * @param requestedAt when it was asked for
 * @param graceUntil until when older history stays
 * @param forgetTxid the branch that it was asked for on, and the transaction id from
 * which on it is gone there: one entry
 * @param status how far it has come
 * @param blockedBy what still holds the data; set while blocked
 * @param completedAt when it was completed; set when completed
 * @param receipt the proof; set when completed
 */
public record Erasure(String id, String database, String uuid, ErasureTarget target, List<String> memoryIds,
		Instant requestedAt, Instant graceUntil, Map<String, Long> forgetTxid, ErasureStatus status,
		@Nullable ErasureBlockers blockedBy, @Nullable Instant completedAt, @Nullable ErasureReceipt receipt) {

	/**
	 * Check what the record is made of, and copy its collections.
	 * @param id names the coupon
	 * @param database the name of the database
	 * @param uuid which database of that name it was
	 * @param target what was erased
	 * @param memoryIds the ids of the memories that were removed
	 * @param requestedAt when it was asked for
	 * @param graceUntil until when older history stays
	 * @param forgetTxid the branch, and from which transaction id on it is gone there
	 * @param status how far it has come
	 * @param blockedBy what still holds the data
	 * @param completedAt when it was completed
	 * @param receipt the proof
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public Erasure {
		Objects.requireNonNull(id, "id must not be null");
		Objects.requireNonNull(database, "database must not be null");
		Objects.requireNonNull(uuid, "uuid must not be null");
		Objects.requireNonNull(target, "target must not be null");
		memoryIds = List.copyOf(memoryIds);
		Objects.requireNonNull(requestedAt, "requestedAt must not be null");
		Objects.requireNonNull(graceUntil, "graceUntil must not be null");
		forgetTxid = Map.copyOf(forgetTxid);
		Objects.requireNonNull(status, "status must not be null");
	}

	@JsonCreator
	static Erasure read(@JsonProperty("id") String id, @JsonProperty("db") String database,
			@JsonProperty("uuid") String uuid, @JsonProperty("target") ErasureTarget target,
			@JsonProperty("memory_ids") @Nullable List<String> memoryIds,
			@JsonProperty("requested_at") Instant requestedAt, @JsonProperty("grace_until") Instant graceUntil,
			@JsonProperty("forget_txid") Map<String, Long> forgetTxid, @JsonProperty("status") ErasureStatus status,
			@JsonProperty("blocked_by") @Nullable ErasureBlockers blockedBy,
			@JsonProperty("completed_at") @Nullable Instant completedAt,
			@JsonProperty("receipt") @Nullable ErasureReceipt receipt) {
		return new Erasure(id, database, uuid, target, (memoryIds != null) ? memoryIds : List.of(), requestedAt,
				graceUntil, forgetTxid, status, blockedBy, completedAt, receipt);
	}

	/**
	 * Return whether the data is gone from everywhere.
	 * @return {@code true} if there is, or should be, a receipt
	 */
	public boolean isCompleted() {
		return this.status.equals(ErasureStatus.COMPLETED);
	}

	/**
	 * Return whether checkpoints or branches hold the erasure up, which somebody has to
	 * look after.
	 * @return {@code true} if {@link #blockedBy()} says which
	 */
	public boolean isBlocked() {
		return this.status.equals(ErasureStatus.BLOCKED);
	}

	@Override
	public String toString() {
		return "Erasure[id=" + this.id + ", status=" + this.status + "]";
	}

}
