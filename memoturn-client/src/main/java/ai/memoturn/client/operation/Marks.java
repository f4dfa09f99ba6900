package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The highest transaction id seen of each branch, below which a client does not want to
 * read: so that it reads its own writes, and nothing older than what it has already read,
 * whichever node of a cluster answers.
 * <p>
 * A mark only grows, lives for a limited time after it was last raised, and is dropped
 * when the branch no longer has that state, as after a rewind. Dropping one too many
 * costs nothing but the guarantee; keeping one too many costs a refresh.
 */
final class Marks {

	private static final int MAX_MARKS = 10_000;

	private static final String MAIN = "main";

	private final long lifeNanos;

	private final LongSupplier ticker;

	private final RecentlyUsed<DatabaseSpec, Mark> marks = new RecentlyUsed<>(MAX_MARKS);

	/**
	 * Create marks.
	 * @param life how long a mark is kept, zero to keep none
	 * @param ticker the time
	 */
	Marks(Duration life, LongSupplier ticker) {
		this.lifeNanos = Nanos.of(life);
		this.ticker = ticker;
	}

	/**
	 * Return the mark of a branch.
	 * @param database the branch, {@code null} for a call that concerns none
	 * @return the transaction id, 0 when there is no mark
	 */
	long get(@Nullable DatabaseSpec database) {
		if (database == null || this.lifeNanos == 0) {
			return 0;
		}
		Mark mark = fresh(this.marks.get(normal(database)), this.ticker.getAsLong());
		return (mark != null) ? mark.txid : 0;
	}

	/**
	 * Note what an answer shows.
	 * @param database the branch
	 * @param txid the answer's transaction id
	 * @param before the mark when the request was made. An answer below it means that the
	 * branch went back; one below a mark that others raised since means nothing
	 */
	void note(DatabaseSpec database, long txid, long before) {
		if (this.lifeNanos == 0) {
			return;
		}
		long now = this.ticker.getAsLong();
		DatabaseSpec branch = normal(database);
		Mark seen = fresh(this.marks.get(branch), now);
		// Most answers show what is known, which needs no lock.
		if (seen == null || seen.isReplacedBy(txid, before)) {
			this.marks.compute(branch, (present) -> {
				Mark mark = fresh(present, now);
				return (mark == null || mark.isReplacedBy(txid, before)) ? new Mark(txid, now) : mark;
			});
		}
	}

	/**
	 * Forget a branch.
	 * @param database the branch; the main one stands for all of them where the whole
	 * database went
	 * @param whole whether the whole database went
	 */
	void drop(DatabaseSpec database, boolean whole) {
		if (whole) {
			this.marks.removeIf((marked) -> marked.name().equals(database.name()));
		}
		else {
			this.marks.remove(normal(database));
		}
	}

	private @Nullable Mark fresh(@Nullable Mark mark, long now) {
		return (mark != null && now - mark.raisedAt < this.lifeNanos) ? mark : null;
	}

	private static DatabaseSpec normal(DatabaseSpec database) {
		return MAIN.equals(database.branch()) ? new DatabaseSpec(database.name(), null) : database;
	}

	/**
	 * What was seen of a branch.
	 *
	 * @param txid the transaction id
	 * @param raisedAt when it was first seen
	 */
	private record Mark(long txid, long raisedAt) {

		boolean isReplacedBy(long other, long before) {
			return other > this.txid || (other < before && this.txid == before);
		}

	}

}
