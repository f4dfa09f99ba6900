package ai.memoturn.embedded.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import ai.memoturn.embedded.store.history.HistoryLog;
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

	static StoredStates of(String uuid, DataDirectory directory, Catalogue catalogue) throws SQLException, IOException {
		// Before what is known is asked for: files are made first.
		List<String> files = directory.files(uuid);
		int branches = 0;
		Long oldestFile = null;
		Long oldestChange = null;
		Set<String> known = new HashSet<>();
		for (BranchEntry branch : catalogue.branches()) {
			BranchRow row = catalogue.row(branch);
			if (!branch.database().uuid().equals(uuid) || !row.hasState()) {
				continue;
			}
			branches++;
			if (row.created()) {
				known.add(DataDirectory.branchFileName(branch, row.generation()));
				oldestFile = lower(oldestFile, Objects.requireNonNull(catalogue.builtTxid(branch)));
			}
			for (SegmentEntry segment : catalogue.segments(branch)) {
				known.add(segment.file());
				oldestChange = lower(oldestChange, HistoryLog.lowest(directory.segmentFile(segment.file())));
			}
		}
		long strays = files.stream().filter((file) -> !known.contains(DataDirectory.withoutCompanion(file))).count();
		return new StoredStates(branches, files.size(), oldestFile, oldestChange, (int) strays);
	}

	private static Long lower(@Nullable Long known, long value) {
		return (known != null) ? Math.min(known, value) : value;
	}

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
