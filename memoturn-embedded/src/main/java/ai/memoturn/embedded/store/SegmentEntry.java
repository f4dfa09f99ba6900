package ai.memoturn.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * A file of a branch's history, as the catalogue knows it. Branches of one database share
 * such files: a fork lists those of its parent that lead to it.
 *
 * @param position its place among those of the branch, ascending with time
 * @param file its name
 * @param from the transaction id of the state with which it begins
 * @param to the transaction id of the last state that counts for the branch, {@code null}
 * for the newest segment, which still grows
 * @param bytes how long it is; of the newest when the branch was last closed
 * @param newestAt when the last change in it was kept, Unix milliseconds; of the newest
 * when the branch was last closed
 * @param thinned whether only some of its states are left
 */
record SegmentEntry(long position, String file, long from, @Nullable Long to, long bytes, long newestAt,
		boolean thinned) {
}
