package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

import ai.memoturn.embedded.store.history.HistoryLog;

/**
 * Gives up all states of a branch before one, and whatever leads to them.
 */
final class HistoryCut {

	private final BranchContext context;

	private final SegmentFiles files;

	HistoryCut(BranchContext context) {
		this.context = context;
		this.files = new SegmentFiles(context);
	}

	/**
	 * Cut a history off, while nothing else changes it.
	 * @param txid the transaction id of the first state to keep; the branch's newest
	 * segment begins there or later
	 */
	void cut(BranchEntry branch, long txid) throws SQLException, IOException {
		List<SegmentEntry> below = this.context.catalogue()
			.segments(branch)
			.stream()
			.filter((segment) -> segment.to() != null && segment.to() <= txid)
			.toList();
		if (!below.isEmpty()) {
			this.files.replace(branch, below, null);
		}
		List<SegmentEntry> segments = this.context.catalogue().segments(branch);
		SegmentEntry first = segments.get(0);
		if (first.from() < txid && segments.size() > 1) {
			cut(branch, first, segments.get(1), txid);
		}
	}

	private void cut(BranchEntry branch, SegmentEntry segment, SegmentEntry next, long txid)
			throws SQLException, IOException {
		DataDirectory directory = this.context.directory();
		Path path = directory.segmentFile(segment.file());
		Path following = directory.segmentFile(next.file());
		SegmentFiles.Written written = this.files.write(branch,
				(target) -> HistoryLog.cut(path, following, txid, target));
		this.files.replace(branch, List.of(segment), new SegmentEntry(segment.position(), written.file(), txid,
				segment.to(), written.bytes(), segment.newestAt(), segment.thinned()));
	}

}
