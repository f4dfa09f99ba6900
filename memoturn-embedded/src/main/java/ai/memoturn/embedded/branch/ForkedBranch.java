package ai.memoturn.embedded.branch;

import org.jspecify.annotations.Nullable;

/**
 * A branch that was just created.
 *
 * @param branch its name
 * @param parent the name of the branch that it was forked from
 * @param forkTxid the transaction id of the state that it starts with
 * @param ttlAt when it may be deleted, Unix milliseconds; {@code null} if never
 * @param spec how the routes of one database name it
 */
public record ForkedBranch(String branch, String parent, long forkTxid, @Nullable Long ttlAt, String spec) {
}
