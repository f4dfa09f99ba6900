package ai.memoturn.embedded.store.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of successive changes. It begins with where they begin; each change begins where
 * the one before it ends. Only the end of the newest segment of a branch is ever written.
 */
final class Segment implements AutoCloseable {

	private static final int MAGIC = 0x4d545348;

	/** Two, since pages are kept without what their unused space holds. */
	private static final int VERSION = 2;

	private static final int HEADER = 4 * Integer.BYTES + 3 * Long.BYTES + 2 * Integer.BYTES;

	private final FileChannel channel;

	private long size;

	private boolean dirty;

	private Segment(FileChannel channel, long size) {
		this.channel = channel;
		this.size = size;
	}

	/**
	 * Create a segment, in stable storage but for its directory entry.
	 */
	static Segment create(Path file, int pageSize, State start, LogPosition position) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
		try {
			ByteBuffer header = ByteBuffer.allocate(HEADER);
			header.putInt(MAGIC).putInt(VERSION).putInt(0).putInt(pageSize);
			header.putLong(start.txid()).putLong(start.hash()).putInt(start.pages());
			header.putLong(position.salts()).putInt(position.frames());
			header.putInt(2 * Integer.BYTES, checksum(header));
			write(channel, header.clear(), 0);
			channel.force(true);
			return new Segment(channel, HEADER);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Open the newest segment of a branch to write on behind what was read of it.
	 */
	static Segment open(Path file, Content content) throws IOException {
		return new Segment(FileChannel.open(file, StandardOpenOption.WRITE), content.size());
	}

	/**
	 * Read a segment.
	 * @return what it holds, up to the first change that is not whole
	 * @throws IOException if it cannot be read
	 * @throws DamagedHistoryException if it is no segment, or of another format
	 */
	static Content read(Path file) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
		if (bytes.remaining() < HEADER || bytes.getInt(0) != MAGIC) {
			throw new DamagedHistoryException("a file of the history was not written by a Memoturn node");
		}
		if (bytes.getInt(4) != VERSION) {
			throw new DamagedHistoryException("a file of the history has format " + bytes.getInt(4)
					+ ", this version reads " + VERSION + "; use the version of the node that wrote it");
		}
		if (bytes.getInt(8) != checksum(bytes)) {
			throw new DamagedHistoryException("the beginning of a file of the history is damaged");
		}
		bytes.position(3 * Integer.BYTES);
		int pageSize = bytes.getInt();
		State start = new State(bytes.getLong(), bytes.getLong(), bytes.getInt());
		LogPosition position = new LogPosition(bytes.getLong(), bytes.getInt());
		List<Change> changes = new ArrayList<>();
		State end = start;
		Change change = Change.read(bytes);
		int size = HEADER;
		while (change != null && change.from().equals(end)) {
			changes.add(change);
			end = change.to();
			position = change.end();
			size = bytes.position();
			change = Change.read(bytes);
		}
		return new Content(pageSize, start, changes, end, position, size);
	}

	private static int checksum(ByteBuffer header) {
		CRC32C crc = new CRC32C();
		crc.update(header.array(), 3 * Integer.BYTES, HEADER - 3 * Integer.BYTES);
		return (int) crc.getValue();
	}

	void append(Change change) throws IOException {
		ByteBuffer bytes = change.toBytes();
		int length = bytes.remaining();
		this.dirty = true;
		// What a failed write leaves is written over by the next.
		write(this.channel, bytes, this.size);
		this.size += length;
	}

	private static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
		long at = position;
		while (bytes.hasRemaining()) {
			at += channel.write(bytes, at);
		}
	}

	/**
	 * Bring what was appended to stable storage.
	 */
	void flush() throws IOException {
		if (this.dirty) {
			this.channel.force(false);
			this.dirty = false;
		}
	}

	long size() {
		return this.size;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	/**
	 * What a segment holds.
	 *
	 * @param pageSize how long a page is
	 * @param start the state before its first change
	 * @param changes the changes, oldest first
	 * @param end the state after its last change
	 * @param position where the log has that state
	 * @param size how much of the file that is
	 */
	record Content(int pageSize, State start, List<Change> changes, State end, LogPosition position, long size) {
	}

}
