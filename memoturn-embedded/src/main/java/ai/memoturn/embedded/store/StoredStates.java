package ai.memoturn.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * What the files of a database hold, as it was read from them.
 *
 * @param branches how many branches have a state
 * @param files how many files there are, SQLite's companions among them
 * @param oldestFile the lowest transaction id of a state with which the file of a branch
 * was made; {@code null} if there is no such file
 * @param oldestChange the lowest transaction id that a file of the history leads to;
 * {@code null} if there is no such file
 * @param strays how many of the files belong to no branch
 */
public record StoredStates(int branches, int files, @Nullable Long oldestFile, @Nullable Long oldestChange,
		int strays) {

	/**
	 * Return whether nothing is there from before a state.
	 * @param txid the transaction id of the state
	 * @return whether it is so
	 */
	public boolean beginAt(long txid) {
		return this.strays == 0 && (this.oldestFile == null || this.oldestFile >= txid)
				&& (this.oldestChange == null || this.oldestChange >= txid);
	}

}
