package ai.memoturn.embedded.store.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/**
 * What several changes have changed together: of each page the exclusive or of its first
 * and last version. The order in which they are added does not matter, so several
 * processors share the work: inflating is most of what going back costs.
 */
final class DeltaSum {

	/** Of no page there can be more. */
	private static final int LONGEST = 1 << 30;

	/** Fewer changes are not worth another processor. */
	private static final int SHARE = 64;

	private final int pageSize;

	private final Map<Integer, byte[]> pages = new HashMap<>();

	DeltaSum(int pageSize) {
		this.pageSize = pageSize;
	}

	/**
	 * Add changes.
	 * @throws DamagedHistoryException if one is damaged
	 */
	void addAll(List<Change> changes) {
		int count = changes.size();
		int parts = Math.min(Runtime.getRuntime().availableProcessors(), 1 + count / SHARE);
		if (parts == 1) {
			inflate(changes);
			return;
		}
		List<DeltaSum> sums = IntStream.range(0, parts).parallel().mapToObj((part) -> {
			DeltaSum sum = new DeltaSum(this.pageSize);
			sum.inflate(changes.subList(part * count / parts, (part + 1) * count / parts));
			return sum;
		}).toList();
		sums.forEach(this::add);
	}

	private void add(DeltaSum other) {
		other.pages.forEach((number, delta) -> this.pages.merge(number, delta, DeltaSum::xor));
	}

	/**
	 * Combine two versions or deltas of a page.
	 * @return the first, which is changed
	 */
	private static byte[] xor(byte[] page, byte[] delta) {
		xor(page, 0, delta);
		return page;
	}

	static void xor(byte[] bytes, int offset, byte[] delta) {
		for (int i = 0; i < delta.length; i++) {
			bytes[offset + i] ^= delta[i];
		}
	}

	private void inflate(List<Change> changes) {
		Inflater inflater = new Inflater(true);
		try {
			byte[] raw = new byte[0];
			for (Change change : changes) {
				raw = inflate(inflater, change, raw);
				ByteSource source = new ByteSource(raw, change.rawLength());
				while (source.hasMore()) {
					int number = source.varint();
					PageDelta.apply(source, this.pages.computeIfAbsent(number, (page) -> new byte[this.pageSize]));
				}
			}
		}
		catch (DataFormatException ex) {
			throw new DamagedHistoryException("a change cannot be inflated: " + ex.getMessage());
		}
		finally {
			inflater.end();
		}
	}

	/**
	 * Inflate the deltas of a change.
	 * @param buffer where to, if they fit
	 * @return where they are
	 */
	private static byte[] inflate(Inflater inflater, Change change, byte[] buffer) throws DataFormatException {
		int length = change.rawLength();
		if (length < 0 || length > LONGEST) {
			throw new DamagedHistoryException("a change has no possible length");
		}
		byte[] raw = (length > buffer.length) ? new byte[length] : buffer;
		inflater.reset();
		inflater.setInput(change.deltas());
		int done = 0;
		while (done < length) {
			int count = inflater.inflate(raw, done, length - done);
			if (count == 0) {
				throw new DamagedHistoryException("a change is cut off");
			}
			done += count;
		}
		return raw;
	}

	/**
	 * Return the delta of a page, not encoded.
	 * @return the delta, or {@code null} if no change has one
	 */
	byte @Nullable [] of(int number) {
		return this.pages.get(number);
	}

	/**
	 * Append the deltas, ascending by the pages' numbers.
	 */
	void encode(ByteSink sink) {
		byte[] zeros = new byte[this.pageSize];
		this.pages.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach((page) -> {
			sink.varint(page.getKey());
			PageDelta.encode(zeros, page.getValue(), sink);
		});
	}

}
