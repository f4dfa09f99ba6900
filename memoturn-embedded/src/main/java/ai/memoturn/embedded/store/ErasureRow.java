package ai.memoturn.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * An erasure as it is kept. The texts in JSON are those of the protocol.
 *
 * @param id its id
 * @param database the name of the database
 * @param uuid the id of the database, which one of the same name made later has not
 * @param branch the name of the branch
 * @param branchFile the id of the branch, likewise
 * @param generation the generation of the branch's file at the transaction id
 * @param target what was to be erased, JSON
 * @param memoryIds what was, a JSON array
 * @param requestedAt when, Unix milliseconds
 * @param graceUntil when the history may be rewritten, Unix milliseconds
 * @param txid the first state without it; {@code null} until that is known
 * @param status what has become of it
 * @param blockers what holds it up, a JSON object; {@code null} if nothing does
 * @param completedAt when it was completed, Unix milliseconds
 * @param receipt the receipt, JSON
 */
public record ErasureRow(String id, String database, String uuid, String branch, String branchFile, int generation,
		String target, String memoryIds, long requestedAt, long graceUntil, @Nullable Long txid, Status status,
		@Nullable String blockers, @Nullable Long completedAt, @Nullable String receipt) {

	/**
	 * Say that the data was deleted.
	 * @param ids which memories were, a JSON array
	 * @param first the first state without them
	 * @param file the generation of the branch's file then
	 * @return the erasure as it stands now
	 */
	public ErasureRow pending(String ids, long first, int file) {
		return new ErasureRow(this.id, this.database, this.uuid, this.branch, this.branchFile, file, this.target, ids,
				this.requestedAt, this.graceUntil, first, Status.PENDING, null, null, null);
	}

	/**
	 * Say what holds it up.
	 * @param by a JSON object, {@code null} if nothing does any more
	 * @return the erasure as it stands now
	 */
	public ErasureRow blocked(@Nullable String by) {
		return new ErasureRow(this.id, this.database, this.uuid, this.branch, this.branchFile, this.generation,
				this.target, this.memoryIds, this.requestedAt, this.graceUntil, this.txid,
				(by != null) ? Status.BLOCKED : Status.PENDING, by, null, null);
	}

	/**
	 * Say that nothing is left.
	 * @param at when that was found, Unix milliseconds
	 * @param proof the receipt, JSON
	 * @return the erasure as it stands now
	 */
	public ErasureRow completed(long at, String proof) {
		return new ErasureRow(this.id, this.database, this.uuid, this.branch, this.branchFile, this.generation,
				this.target, this.memoryIds, this.requestedAt, this.graceUntil, this.txid, Status.COMPLETED, null, at,
				proof);
	}

	/**
	 * Ways that an erasure may stand.
	 */
	public enum Status {

		/** The data is about to be deleted, or has just been. */
		REQUESTED,

		/** The data is deleted, and its history is to follow. */
		PENDING,

		/** Something holds on to the history. */
		BLOCKED,

		/** Nothing is left. */
		COMPLETED

	}

}
