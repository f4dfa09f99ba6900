package ai.memoturn.embedded.store.history;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

import org.jspecify.annotations.Nullable;

/**
 * What lies between two states of a branch, as it is kept: usually one transaction, later
 * several in one. Undoing it leads from the later state to the earlier.
 *
 * @param from the earlier state
 * @param to the later state; of the same transaction id if the change was no transaction
 * of a client
 * @param at when it was kept, Unix milliseconds
 * @param end where the log had it
 * @param rawLength how long the deltas are
 * @param deltas the deltas, deflated
 */
record Change(State from, State to, long at, LogPosition end, int rawLength, byte[] deltas) {

	/** Length and checksum, which do not count themselves. */
	static final int PREFIX = 2 * Integer.BYTES;

	private static final int FIXED = 6 * Long.BYTES + 4 * Integer.BYTES;

	/**
	 * Put a change together.
	 * @param sink the deltas
	 * @param deflater a deflater, used by nobody else meanwhile
	 */
	static Change of(State from, State to, long at, LogPosition end, ByteSink sink, Deflater deflater) {
		deflater.reset();
		deflater.setInput(sink.bytes(), 0, sink.size());
		deflater.finish();
		byte[] buffer = new byte[sink.size() + sink.size() / 64 + 64];
		int length = 0;
		while (!deflater.finished()) {
			if (length == buffer.length) {
				buffer = Arrays.copyOf(buffer, 2 * length);
			}
			length += deflater.deflate(buffer, length, buffer.length - length);
		}
		return new Change(from, to, at, end, sink.size(), Arrays.copyOf(buffer, length));
	}

	ByteBuffer toBytes() {
		ByteBuffer bytes = ByteBuffer.allocate(PREFIX + FIXED + this.deltas.length);
		bytes.position(PREFIX);
		bytes.putLong(this.from.txid()).putLong(this.from.hash()).putInt(this.from.pages());
		bytes.putLong(this.to.txid()).putLong(this.to.hash()).putInt(this.to.pages());
		bytes.putLong(this.at).putLong(this.end.salts()).putInt(this.end.frames());
		bytes.putInt(this.rawLength).put(this.deltas);
		bytes.putInt(0, FIXED + this.deltas.length);
		CRC32C crc = new CRC32C();
		crc.update(bytes.array(), PREFIX, FIXED + this.deltas.length);
		bytes.putInt(Integer.BYTES, (int) crc.getValue());
		return bytes.clear();
	}

	/**
	 * Read a change.
	 * @param bytes where it begins; afterwards behind it, unless there is none
	 * @return the change, or {@code null} if there is no whole one
	 */
	static @Nullable Change read(ByteBuffer bytes) {
		int start = bytes.position();
		if (bytes.remaining() < PREFIX + FIXED) {
			return null;
		}
		int length = bytes.getInt(start);
		if (length < FIXED || length > bytes.remaining() - PREFIX) {
			return null;
		}
		CRC32C crc = new CRC32C();
		crc.update(bytes.array(), bytes.arrayOffset() + start + PREFIX, length);
		if ((int) crc.getValue() != bytes.getInt(start + Integer.BYTES)) {
			return null;
		}
		bytes.position(start + PREFIX);
		State from = new State(bytes.getLong(), bytes.getLong(), bytes.getInt());
		State to = new State(bytes.getLong(), bytes.getLong(), bytes.getInt());
		long at = bytes.getLong();
		LogPosition end = new LogPosition(bytes.getLong(), bytes.getInt());
		int rawLength = bytes.getInt();
		byte[] deltas = new byte[length - FIXED];
		bytes.get(deltas);
		return new Change(from, to, at, end, rawLength, deltas);
	}

}
