package ai.memoturn.embedded.store.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Reads a write-ahead log in the order in which it was written (SQLite, "WAL-mode File
 * Format", section 1 and 4). Frames count from 0. What a writer has not finished, or gave
 * up, is told apart by checksums and by the caller, who knows what is committed.
 */
final class WriteAheadLog {

	private static final int HEADER = 32;

	private static final int FRAME_HEADER = 24;

	private static final int MAGIC_LITTLE_ENDIAN = 0x377f0682;

	private final LiveFiles files;

	private final int pageSize;

	private final ByteBuffer frame;

	/** Which frame holds the latest version of a page before the position. */
	private final Map<Integer, Integer> latest = new HashMap<>();

	private long salts;

	private int frames;

	/** Both halves; of the last frame before the position, or of the header. */
	private long checksum;

	private ByteOrder checksumOrder = ByteOrder.LITTLE_ENDIAN;

	WriteAheadLog(LiveFiles files, int pageSize) {
		this.files = files;
		this.pageSize = pageSize;
		this.frame = ByteBuffer.allocateDirect(FRAME_HEADER + pageSize);
	}

	/**
	 * Go to a position.
	 * @return whether it is one of this log; if not, nothing of it has been read
	 */
	boolean seek(LogPosition position) throws IOException {
		start();
		if (position.salts() != this.salts || this.salts == 0) {
			return false;
		}
		while (this.frames < position.frames()) {
			Commit commit = next();
			if (commit == null || commit.end().frames() > position.frames()) {
				start();
				return false;
			}
			accept(commit);
		}
		return true;
	}

	/**
	 * Go to the beginning.
	 */
	private void start() throws IOException {
		this.latest.clear();
		this.frames = 0;
		this.salts = 0;
		Header header = header();
		if (header != null) {
			this.salts = header.salts();
			this.checksum = header.checksum();
			this.checksumOrder = header.order();
		}
	}

	/**
	 * Go to the beginning if SQLite has started the log over, which it does only when all
	 * of it has been copied into the file.
	 */
	void followRestart() throws IOException {
		Header header = header();
		if (header != null && header.salts() != this.salts) {
			start();
		}
	}

	/**
	 * Note that all frames have been copied into the file, whose pages from now on count:
	 * SQLite may write over those frames. Had only some been copied, then of a page with
	 * a later frame as well none would have been.
	 * @param count how many those were
	 */
	void copiedBack(int count) {
		this.latest.values().removeIf((index) -> index < count);
	}

	/**
	 * Note that all of the log has been copied into the file and that it is empty.
	 */
	void emptied() {
		this.latest.clear();
		this.frames = 0;
		this.salts = 0;
	}

	private @Nullable Header header() throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(HEADER);
		if (!this.files.readLog(bytes, 0)) {
			return null;
		}
		int magic = bytes.getInt(0);
		if ((magic & ~1) != MAGIC_LITTLE_ENDIAN || bytes.getInt(8) != this.pageSize) {
			return null;
		}
		ByteOrder order = ((magic & 1) == 0) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
		long stored = bytes.getLong(24);
		return (checksum(0, bytes, 0, 24, order) == stored) ? new Header(bytes.getLong(16), stored, order) : null;
	}

	/**
	 * Read the next transaction without going behind it.
	 * @return the transaction, or {@code null} if there is no whole one
	 */
	@Nullable Commit next() throws IOException {
		Map<Integer, Integer> pages = new TreeMap<>();
		int index = this.frames;
		long sum = this.checksum;
		while (this.salts != 0 && read(index) && this.frame.getLong(8) == this.salts) {
			sum = checksum(sum, this.frame, 0, 8, this.checksumOrder);
			sum = checksum(sum, this.frame, FRAME_HEADER, FRAME_HEADER + this.pageSize, this.checksumOrder);
			if (sum != this.frame.getLong(16)) {
				return null;
			}
			pages.put(this.frame.getInt(0), index);
			index++;
			int size = this.frame.getInt(4);
			if (size != 0) {
				return new Commit(pages, size, new LogPosition(this.salts, index), sum);
			}
		}
		return null;
	}

	/**
	 * Go behind a transaction that {@link #next} has returned.
	 */
	void accept(Commit commit) {
		this.latest.putAll(commit.frames());
		this.frames = commit.end().frames();
		this.checksum = commit.checksum();
	}

	LogPosition position() {
		return new LogPosition(this.salts, this.frames);
	}

	/**
	 * Read a page as a frame holds it.
	 */
	void readFrame(int index, byte[] page) throws IOException {
		if (!this.files.readLog(ByteBuffer.wrap(page), offset(index) + FRAME_HEADER)) {
			throw new DamagedHistoryException("the log has become shorter");
		}
	}

	/**
	 * Read the latest version of a page before the position, of zeros where there is
	 * none.
	 */
	void readPage(int number, byte[] page) throws IOException {
		Integer index = this.latest.get(number);
		if (index != null) {
			readFrame(index, page);
		}
		else {
			this.files.readPage(number, page);
		}
	}

	/**
	 * Return whether the latest version of a page is in the log.
	 */
	boolean holds(int number) {
		return this.latest.containsKey(number);
	}

	private boolean read(int index) throws IOException {
		this.frame.clear();
		return this.files.readLog(this.frame, offset(index));
	}

	private long offset(int index) {
		return HEADER + (long) index * (FRAME_HEADER + this.pageSize);
	}

	private static long checksum(long seed, ByteBuffer bytes, int from, int to, ByteOrder order) {
		int first = (int) (seed >>> 32);
		int second = (int) seed;
		ByteBuffer words = bytes.duplicate().clear().order(order);
		for (int i = from; i < to; i += 2 * Integer.BYTES) {
			first += words.getInt(i) + second;
			second += words.getInt(i + Integer.BYTES) + first;
		}
		return (long) first << 32 | second & 0xffffffffL;
	}

	private record Header(long salts, long checksum, ByteOrder order) {
	}

}
