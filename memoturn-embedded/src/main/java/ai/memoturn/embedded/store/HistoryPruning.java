package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.history.DamagedHistoryException;
import ai.memoturn.embedded.store.history.HistoryLog;

/**
 * Gives up earlier states of a branch, by the {@linkplain RestoreWindows windows}: whole
 * segments, or those states of a segment that nothing holds. What is pinned stays
 * restorable, and so do the states with which segments begin until they are too old too.
 */
final class HistoryPruning {

	/** What becomes of a segment. The older it is, the more. */
	private enum Fate {

		WHOLE, THINNED, PINNED_ONLY

	}

	private final BranchContext context;

	private final SegmentFiles files;

	private final RestoreWindows windows;

	private final long now;

	HistoryPruning(BranchContext context, RestoreWindows windows) {
		this.context = context;
		this.files = new SegmentFiles(context);
		this.windows = windows;
		this.now = context.clock().millis();
	}

	/**
	 * Return whether there may be something to do for a branch, without using it.
	 */
	boolean isWorthwhile(BranchEntry branch) throws SQLException {
		if (this.windows.fine().isZero()) {
			return false;
		}
		List<SegmentEntry> segments = this.context.catalogue().segments(branch);
		return segments.size() > 1 || (segments.size() == 1 && isOld(segments.get(0)));
	}

	/**
	 * Return whether the newest segment is so old that it ought to end. While the branch
	 * is open that is not known here.
	 */
	private boolean isOld(SegmentEntry newest) {
		return newest.newestAt() == 0
				|| (newest.bytes() > 0 && this.now - newest.newestAt() > this.windows.fine().toMillis());
	}

	/**
	 * Prune a branch.
	 */
	void prune(OpenBranch branch) throws SQLException, IOException {
		List<SegmentEntry> segments = this.context.catalogue().segments(branch.entry());
		if (!segments.isEmpty() && (branch.isLoaded() || isOld(segments.get(segments.size() - 1)))) {
			branch.history().sealIfOlder(this.windows.fine().dividedBy(4));
		}
		try {
			branch.withHistoryAtRest(() -> {
				prune(branch.entry());
				return true;
			});
		}
		catch (DamagedHistoryException ex) {
			throw new Fault(FaultCode.INTERNAL, "the history of the branch is damaged", ex);
		}
	}

	private void prune(BranchEntry branch) throws SQLException, IOException {
		List<SegmentEntry> segments = this.context.catalogue().segments(branch);
		Set<Long> pinned = this.context.catalogue().pinned(branch);
		Fate[] fates = fates(segments);
		List<SegmentEntry> expired = new ArrayList<>();
		for (int i = 0; i + 1 < segments.size(); i++) {
			SegmentEntry segment = segments.get(i);
			SegmentEntry next = segments.get(i + 1);
			if (fates[i] == Fate.PINNED_ONLY) {
				expired.add(segment);
				if (fates[i + 1] != Fate.PINNED_ONLY) {
					pruneExpired(branch, expired, next, pinned);
				}
			}
			else if (fates[i] == Fate.THINNED && !segment.thinned()) {
				merge(branch, List.of(segment), next, pinned);
			}
		}
	}

	private Fate[] fates(List<SegmentEntry> segments) {
		Fate[] fates = new Fate[segments.size()];
		Fate fate = Fate.WHOLE;
		long bytes = 0;
		for (int i = segments.size() - 1; i >= 0; i--) {
			SegmentEntry segment = segments.get(i);
			bytes += segment.bytes();
			// The newest is never touched.
			if (segment.to() != null) {
				Fate own = fate(segment, bytes > this.context.options().history().mostBytes());
				fate = (own.compareTo(fate) > 0) ? own : fate;
			}
			fates[i] = (segment.to() != null) ? fate : Fate.WHOLE;
		}
		return fates;
	}

	private Fate fate(SegmentEntry segment, boolean tooMuch) {
		long age = this.now - segment.newestAt();
		long fine = this.windows.fine().toMillis();
		if (age > Math.max(fine, this.windows.thin().toMillis()) || (tooMuch && segment.thinned())) {
			return Fate.PINNED_ONLY;
		}
		return (age > fine || tooMuch) ? Fate.THINNED : Fate.WHOLE;
	}

	private void pruneExpired(BranchEntry branch, List<SegmentEntry> expired, SegmentEntry next, Set<Long> pinned)
			throws SQLException, IOException {
		long lowest = pinned.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
		List<SegmentEntry> below = expired.stream()
			.filter((segment) -> Objects.requireNonNull(segment.to()) <= lowest)
			.toList();
		if (!below.isEmpty()) {
			this.files.replace(branch, below, null);
		}
		List<SegmentEntry> needed = expired.subList(below.size(), expired.size());
		if (needed.size() > 1 || (needed.size() == 1 && !needed.get(0).thinned())) {
			merge(branch, needed, next, pinned);
		}
	}

	private void merge(BranchEntry branch, List<SegmentEntry> segments, SegmentEntry next, Set<Long> pinned)
			throws SQLException, IOException {
		DataDirectory directory = this.context.directory();
		List<Path> paths = new ArrayList<>();
		segments.forEach((segment) -> paths.add(directory.segmentFile(segment.file())));
		Path following = directory.segmentFile(next.file());
		SegmentFiles.Written merged = this.files.write(branch,
				(target) -> HistoryLog.merge(paths, following, pinned, target));
		SegmentEntry first = segments.get(0);
		SegmentEntry last = segments.get(segments.size() - 1);
		this.files.replace(branch, segments, new SegmentEntry(first.position(), merged.file(), first.from(), last.to(),
				merged.bytes(), last.newestAt(), true));
	}

}
