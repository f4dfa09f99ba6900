package ai.memoturn.embedded.store.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.Deflater;

/**
 * Segments as the one row of changes that they are. Each begins where the one before it
 * ends or, where branches share it, at a state that lies within: what follows there
 * belongs to the other branch.
 */
final class Chain {

	private Chain() {
	}

	/**
	 * Go back to an earlier state.
	 * @param from where to begin
	 * @param segments the files, newest first
	 * @param txid the transaction id of the state
	 * @param undo what to do with the changes on the way, some at a time
	 * @return the state; of several with that transaction id the latest
	 */
	static BuiltState back(State from, List<Path> segments, long txid, Consumer<List<Change>> undo) throws IOException {
		State state = from;
		int undone = 0;
		for (Path segment : segments) {
			Segment.Content content = Segment.read(segment);
			List<Change> changes = upTo(state, content);
			int first = changes.size();
			while (first > 0 && state.txid() > txid) {
				first--;
				state = changes.get(first).from();
			}
			undo.accept(changes.subList(first, changes.size()));
			if (!state.equals(content.start())) {
				break;
			}
			undone++;
			if (state.txid() <= txid) {
				break;
			}
		}
		if (state.txid() != txid) {
			throw new NotRetainedException(txid);
		}
		return new BuiltState(state, undone);
	}

	/**
	 * Return the changes of a segment that lead to a state.
	 */
	private static List<Change> upTo(State end, Segment.Content content) {
		if (content.start().equals(end)) {
			return List.of();
		}
		List<Change> changes = content.changes();
		for (int i = changes.size() - 1; i >= 0; i--) {
			if (changes.get(i).to().equals(end)) {
				return changes.subList(0, i + 1);
			}
		}
		throw new DamagedHistoryException("a file of the history does not lead to transaction " + end.txid());
	}

	static long merge(List<Path> segments, Path next, Set<Long> kept, Path target) throws IOException {
		List<Segment.Content> contents = new ArrayList<>();
		for (Path segment : segments) {
			contents.add(Segment.read(segment));
		}
		State end = Segment.read(next).start();
		Segment.Content oldest = contents.get(0);
		List<Change> changes = new ArrayList<>();
		for (int i = 0; i < contents.size(); i++) {
			changes.addAll(upTo((i + 1 < contents.size()) ? contents.get(i + 1).start() : end, contents.get(i)));
		}
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
		try (Segment merged = Segment.create(target, oldest.pageSize(), oldest.start(), LogPosition.NONE)) {
			List<Change> together = new ArrayList<>();
			for (int i = 0; i < changes.size(); i++) {
				together.add(changes.get(i));
				Change following = (i + 1 < changes.size()) ? changes.get(i + 1) : null;
				if (following == null || isKept(changes.get(i), following, kept)) {
					merged.append(merge(oldest.pageSize(), together, deflater));
					together.clear();
				}
			}
			merged.flush();
			return merged.size();
		}
		finally {
			deflater.end();
		}
	}

	static long cut(Path segment, Path next, long txid, Path target) throws IOException {
		Segment.Content content = Segment.read(segment);
		State start = Segment.read(next).start();
		List<Change> changes = upTo(start, content);
		int first = changes.size();
		while (first > 0 && changes.get(first - 1).from().txid() >= txid) {
			first--;
			start = changes.get(first).from();
		}
		try (Segment cut = Segment.create(target, content.pageSize(), start, LogPosition.NONE)) {
			for (Change change : changes.subList(first, changes.size())) {
				cut.append(change);
			}
			cut.flush();
			return cut.size();
		}
	}

	static long lowest(Path segment) throws IOException {
		Segment.Content content = Segment.read(segment);
		return content.changes()
			.stream()
			.mapToLong((change) -> change.from().txid())
			.reduce(content.start().txid(), Math::min);
	}

	private static boolean isKept(Change change, Change following, Set<Long> kept) {
		long txid = change.to().txid();
		return kept.contains(txid) && following.to().txid() != txid;
	}

	private static Change merge(int pageSize, List<Change> changes, Deflater deflater) {
		if (changes.size() == 1) {
			return changes.get(0);
		}
		DeltaSum sum = new DeltaSum(pageSize);
		sum.addAll(changes);
		ByteSink sink = new ByteSink();
		sum.encode(sink);
		Change last = changes.get(changes.size() - 1);
		return Change.of(changes.get(0).from(), last.to(), last.at(), last.end(), sink, deflater);
	}

}
