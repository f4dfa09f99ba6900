package ai.memoturn.embedded.store.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Every state that the files of a stopped node lead to, found without the catalogue: from
 * the file of each branch through all changes that begin or end with a state known by
 * then.
 */
public final class RetainedStates {

	private final List<Change> changes = new ArrayList<>();

	private final Set<State> states = new HashSet<>();

	private int pageSize;

	private RetainedStates() {
	}

	/**
	 * Show everything that is stored or can be worked out.
	 * @param directory the data directory of a stopped node
	 * @param action is given the deltas of each change and the pages that it leads back
	 * to
	 * @return how many states before the newest were found
	 */
	public static int forEach(Path directory, Consumer<byte[]> action) throws IOException {
		RetainedStates retained = new RetainedStates();
		for (Path segment : files(directory.resolve("history"), ".history")) {
			Segment.Content content = Segment.read(segment);
			retained.pageSize = content.pageSize();
			retained.changes.addAll(content.changes());
		}
		int count = 0;
		for (Path branch : files(directory.resolve("branches"), ".db")) {
			count += retained.walk(branch, action);
		}
		for (Change change : retained.changes) {
			if (!retained.states.contains(change.from())) {
				// Its branch has gone back to before it.
				retained.undo(change, new HashMap<>(), action);
			}
		}
		return count;
	}

	private static List<Path> files(Path directory, String suffix) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.toString().endsWith(suffix)).toList();
		}
	}

	private int walk(Path branch, Consumer<byte[]> action) throws IOException {
		byte[] bytes = Files.readAllBytes(branch);
		Map<Integer, byte[]> pages = new HashMap<>();
		long hash = 0;
		for (int number = 1; number * this.pageSize <= bytes.length; number++) {
			byte[] page = Arrays.copyOfRange(bytes, (number - 1) * this.pageSize, number * this.pageSize);
			UnusedSpace.clear(number, page, 0, this.pageSize);
			hash ^= StateHash.of(number, page);
			pages.put(number, page);
		}
		int count = 0;
		Deque<State> open = new ArrayDeque<>();
		for (Change change : this.changes) {
			if (change.to().hash() == hash && open.isEmpty()) {
				open.add(change.to());
			}
		}
		while (!open.isEmpty()) {
			State state = open.remove();
			this.states.add(state);
			for (Change change : this.changes) {
				if (change.to().equals(state)) {
					undo(change, pages, action);
					open.add(change.from());
					count++;
					break;
				}
			}
		}
		return count;
	}

	private void undo(Change change, Map<Integer, byte[]> pages, Consumer<byte[]> action) {
		DeltaSum sum = new DeltaSum(this.pageSize);
		sum.addAll(Collections.singletonList(change));
		int most = Math.max(change.from().pages(), change.to().pages());
		for (int number = 1; number <= most; number++) {
			byte[] delta = sum.of(number);
			if (delta != null) {
				action.accept(delta);
				byte[] page = pages.computeIfAbsent(number, (added) -> new byte[this.pageSize]);
				DeltaSum.xor(page, 0, delta);
				action.accept(page);
			}
		}
	}

}
