package ai.memoturn.embedded.store.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;

/**
 * The history of an open branch: it reads what was committed from the log, keeps it as
 * {@linkplain Change changes}, and builds earlier states. The newest state is the
 * branch's file itself with the log over it; each change leads one step back.
 * <p>
 * Invariant: SQLite copies a frame into the file only after the change that holds it was
 * {@linkplain #archive archived} and {@linkplain #flush flushed}. So every transaction is
 * in the log or in the history at any time, and the former version of a page is always to
 * be had. Used by one thread at a time.
 */
public final class HistoryLog implements AutoCloseable {

	private static final int CHUNK = 1 << 20;

	private final LiveFiles files;

	private final int pageSize;

	private final InstantSource clock;

	private final WriteAheadLog log;

	private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

	private final ByteSink sink = new ByteSink();

	private Segment segment;

	/** The newest state that has been archived. */
	private State tip;

	/** When the first change of the newest segment was kept, or -1. */
	private long firstAt = -1;

	/** When this node last wrote to the file. */
	private LiveFiles.Written written;

	private HistoryLog(LiveFiles files, int pageSize, InstantSource clock, WriteAheadLog log, Segment segment,
			State tip) throws IOException {
		this.files = files;
		this.pageSize = pageSize;
		this.clock = clock;
		this.log = log;
		this.segment = segment;
		this.tip = tip;
		this.written = files.written();
	}

	/**
	 * Begin a history with the state that a branch is in.
	 * @param files the branch's files, to which nobody writes meanwhile
	 * @param pageSize how long a page is
	 * @param head the transaction id of the state
	 * @param first the empty file of the first segment
	 * @param clock tells when a change was kept
	 * @return the history, its beginning in stable storage but for the directory entry
	 * @throws IOException if it cannot be written
	 */
	public static HistoryLog begin(LiveFiles files, int pageSize, long head, Path first, InstantSource clock)
			throws IOException {
		WriteAheadLog log = new WriteAheadLog(files, pageSize);
		log.followRestart();
		int pages = databasePages(files, pageSize);
		Commit commit = log.next();
		while (commit != null) {
			pages = commit.pages();
			log.accept(commit);
			commit = log.next();
		}
		State state = new State(head, hash(files, log, pageSize, pages), pages);
		Segment segment = Segment.create(first, pageSize, state, log.position());
		return new HistoryLog(files, pageSize, clock, log, segment, state);
	}

	/**
	 * Go on with a history.
	 * @param files the branch's files
	 * @param newest the file of the newest segment
	 * @param trusted whether nothing but this node can have written to the files
	 * @param clock tells when a change was kept
	 * @return the history
	 * @throws IOException if it cannot be read
	 * @throws HistoryGapException if the files do not hold the state with which it ends
	 * @throws DamagedHistoryException if it is damaged
	 */
	public static HistoryLog resume(LiveFiles files, Path newest, boolean trusted, InstantSource clock)
			throws IOException {
		Segment.Content content = Segment.read(newest);
		State tip = content.end();
		WriteAheadLog log = new WriteAheadLog(files, content.pageSize());
		log.seek(content.position());
		if (!trusted && hash(files, log, content.pageSize(), tip.pages()) != tip.hash()) {
			throw new HistoryGapException("the file is not what it was when the node last used it");
		}
		HistoryLog resumed = new HistoryLog(files, content.pageSize(), clock, log, Segment.open(newest, content), tip);
		resumed.firstAt = content.changes().isEmpty() ? -1 : content.changes().get(0).at();
		return resumed;
	}

	private static int databasePages(LiveFiles files, int pageSize) throws IOException {
		int pages = 0;
		ByteBuffer header = ByteBuffer.allocate(100);
		if (files.readDatabase(header, 0) && header.getInt(16) >>> 16 == pageSize) {
			pages = header.getInt(28);
		}
		return pages;
	}

	private static long hash(LiveFiles files, WriteAheadLog log, int pageSize, int pages) throws IOException {
		long[] hash = { 0 };
		forEachPage(files, log, pageSize, pages,
				(number, bytes, offset) -> hash[0] ^= StateHash.of(number, bytes, offset, pageSize));
		return hash[0];
	}

	/**
	 * Return the newest state that is archived.
	 * @return the state
	 */
	public State tip() {
		return this.tip;
	}

	/**
	 * Return how long the newest segment is.
	 * @return bytes
	 */
	public long segmentSize() {
		return this.segment.size();
	}

	/**
	 * Return for how long the newest segment has been written to.
	 * @return milliseconds, 0 if it holds no change
	 */
	public long ageOfSegment() {
		return (this.firstAt < 0) ? 0 : Math.max(0, this.clock.millis() - this.firstAt);
	}

	/**
	 * Read what was committed since the last time and keep it. Writers may go on
	 * meanwhile.
	 * @param head up to which transaction id; must be committed
	 * @throws IOException if that fails; what was kept until then stays
	 * @throws HistoryGapException if the log goes on with something else, or something
	 * else has written to the file; what was kept is no history of it any more then
	 */
	public void archive(long head) throws IOException {
		checkUntouched();
		archiveLog(head);
		checkUntouched();
	}

	/**
	 * What another process copies from the log into the file was the former version of a
	 * page, and is lost.
	 */
	private void checkUntouched() throws IOException {
		if (!this.files.written().equals(this.written)) {
			throw new HistoryGapException("another process has written to the file");
		}
	}

	private void archiveLog(long head) throws IOException {
		this.log.followRestart();
		Commit commit = this.log.next();
		while (commit != null) {
			long txid = txid(commit);
			if (txid > head) {
				return;
			}
			if (txid < this.tip.txid() || txid > this.tip.txid() + 1) {
				throw new HistoryGapException("transaction " + txid + " follows " + this.tip.txid() + " in the log");
			}
			Change change = change(commit, txid);
			this.segment.append(change);
			this.log.accept(commit);
			this.tip = change.to();
			this.firstAt = (this.firstAt < 0) ? change.at() : this.firstAt;
			commit = this.log.next();
		}
	}

	private long txid(Commit commit) throws IOException {
		Integer frame = commit.frames().get(MetaPage.NUMBER);
		if (frame == null) {
			return this.tip.txid();
		}
		byte[] page = new byte[this.pageSize];
		this.log.readFrame(frame, page);
		return MetaPage.txid(page);
	}

	private Change change(Commit commit, long txid) throws IOException {
		int pagesBefore = this.tip.pages();
		int pagesAfter = commit.pages();
		byte[] before = new byte[this.pageSize];
		byte[] after = new byte[this.pageSize];
		this.sink.clear();
		long hash = this.tip.hash();
		for (Map.Entry<Integer, Integer> changed : commit.frames().entrySet()) {
			int number = changed.getKey();
			if (number <= pagesAfter) {
				this.log.readFrame(changed.getValue(), after);
				UnusedSpace.clear(number, after, 0, this.pageSize);
				hash ^= StateHash.of(number, after) ^ readBefore(number, before);
				encode(number, before, after);
			}
		}
		Arrays.fill(after, (byte) 0);
		for (int number = pagesBefore + 1; number <= pagesAfter; number++) {
			if (!commit.frames().containsKey(number)) {
				// Added and given up again; SQLite need not write it.
				hash ^= StateHash.of(number, after);
			}
		}
		for (int number = pagesAfter + 1; number <= pagesBefore; number++) {
			hash ^= readBefore(number, before);
			encode(number, before, after);
		}
		return Change.of(this.tip, new State(txid, hash, pagesAfter), this.clock.millis(), commit.end(), this.sink,
				this.deflater);
	}

	/**
	 * Read the version of a page in the newest state.
	 * @return what it contributes to the hash
	 */
	private long readBefore(int number, byte[] page) throws IOException {
		if (number > this.tip.pages()) {
			Arrays.fill(page, (byte) 0);
			return 0;
		}
		this.log.readPage(number, page);
		UnusedSpace.clear(number, page, 0, this.pageSize);
		return StateHash.of(number, page);
	}

	private void encode(int number, byte[] before, byte[] after) {
		this.sink.varint(number);
		PageDelta.encode(before, after, this.sink);
	}

	/**
	 * Bring what was archived to stable storage.
	 * @throws IOException if that fails
	 */
	public void flush() throws IOException {
		this.segment.flush();
	}

	/**
	 * Note that this node let SQLite copy frames of the log into the file.
	 * @throws IOException if it cannot be found out when
	 */
	public void copied() throws IOException {
		this.written = this.files.written();
	}

	/**
	 * Note that SQLite has copied all frames of the log into the file, so that it may
	 * write over them.
	 * @param frames how many those were
	 */
	public void copiedBack(int frames) {
		this.log.copiedBack(frames);
	}

	/**
	 * Note that SQLite has copied all of the log into the file and emptied it.
	 */
	public void emptied() {
		this.log.emptied();
	}

	/**
	 * Create the segment that is to follow the newest one.
	 * @param next its empty file
	 * @return goes over to it
	 * @throws IOException if it cannot be written
	 */
	public Runnable beginSegment(Path next) throws IOException {
		flush();
		Segment following = Segment.create(next, this.pageSize, this.tip, this.log.position());
		return () -> {
			Segment former = this.segment;
			this.segment = following;
			this.firstAt = -1;
			closeQuietly(former);
		};
	}

	/**
	 * Build the file of a retained state.
	 * @param segments the files of the history, newest first
	 * @param txid the state's transaction id
	 * @param target the empty file to write to, in stable storage when this returns but
	 * for its directory entry
	 * @param first the empty file of the segment that begins with the state
	 * @return the state, and how many segments lie behind it
	 * @throws IOException if something cannot be read or written
	 * @throws NotRetainedException if the history does not hold the state
	 * @throws DamagedHistoryException if what would be built is not what it was
	 */
	public BuiltState build(List<Path> segments, long txid, Path target, Path first) throws IOException {
		DeltaSum undone = new DeltaSum(this.pageSize);
		BuiltState built = Chain.back(this.tip, segments, txid, undone::addAll);
		write(built.state(), undone, target);
		Segment.create(first, this.pageSize, built.state(), LogPosition.NONE).close();
		return built;
	}

	private void write(State state, DeltaSum undone, Path target) throws IOException {
		long[] hash = { 0 };
		byte[] nothing = new byte[this.pageSize];
		try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE,
				StandardOpenOption.TRUNCATE_EXISTING)) {
			ByteBuffer out = ByteBuffer.allocateDirect(CHUNK);
			forEachPage(this.files, this.log, this.pageSize, state.pages(), (number, bytes, offset) -> {
				if (number > this.tip.pages()) {
					System.arraycopy(nothing, 0, bytes, offset, this.pageSize);
				}
				byte[] delta = undone.of(number);
				if (delta != null) {
					DeltaSum.xor(bytes, offset, delta);
				}
				hash[0] ^= StateHash.of(number, bytes, offset, this.pageSize);
				out.put(bytes, offset, this.pageSize);
				if (!out.hasRemaining() || number == state.pages()) {
					out.flip();
					while (out.hasRemaining()) {
						channel.write(out);
					}
					out.clear();
				}
			});
			if (hash[0] != state.hash()) {
				throw new DamagedHistoryException(
						"the history of the branch does not lead to transaction " + state.txid());
			}
			channel.force(true);
		}
	}

	private static void forEachPage(LiveFiles files, WriteAheadLog log, int pageSize, int pages, PageAction action)
			throws IOException {
		byte[] chunk = new byte[CHUNK];
		byte[] page = new byte[pageSize];
		int perChunk = CHUNK / pageSize;
		for (int first = 1; first <= pages; first += perChunk) {
			int count = Math.min(perChunk, pages - first + 1);
			boolean whole = files.readDatabase(ByteBuffer.wrap(chunk, 0, count * pageSize),
					(long) (first - 1) * pageSize);
			for (int i = 0; i < count; i++) {
				if (!whole || log.holds(first + i)) {
					log.readPage(first + i, page);
					System.arraycopy(page, 0, chunk, i * pageSize, pageSize);
				}
				UnusedSpace.clear(first + i, chunk, i * pageSize, pageSize);
				action.accept(first + i, chunk, i * pageSize);
			}
		}
	}

	/**
	 * Rewrite successive segments as one that holds fewer states.
	 * @param segments their files, oldest first; the newest of the branch is not among
	 * them
	 * @param next the file of the segment that follows them
	 * @param kept the transaction ids of the states to keep between the first and the
	 * last
	 * @param target the empty file to write to, in stable storage when this returns but
	 * for its directory entry
	 * @return how long it is
	 * @throws IOException if something cannot be read or written
	 * @throws DamagedHistoryException if the history is damaged
	 */
	public static long merge(List<Path> segments, Path next, Set<Long> kept, Path target) throws IOException {
		return Chain.merge(segments, next, kept, target);
	}

	/**
	 * Rewrite a segment without its earlier states and what leads to them. Where the
	 * state is not retained, the first one after it becomes the first.
	 * @param segment its file; not the newest of the branch
	 * @param next the file of the segment that follows it
	 * @param txid the transaction id of the first state to keep
	 * @param target the empty file to write to, in stable storage when this returns but
	 * for its directory entry
	 * @return how long it is
	 * @throws IOException if something cannot be read or written
	 * @throws DamagedHistoryException if the history is damaged
	 */
	public static long cut(Path segment, Path next, long txid, Path target) throws IOException {
		return Chain.cut(segment, next, txid, target);
	}

	/**
	 * Return the earliest state that a segment leads to.
	 * @param segment its file
	 * @return the lowest transaction id in it
	 * @throws IOException if it cannot be read
	 * @throws DamagedHistoryException if it is damaged
	 */
	public static long lowest(Path segment) throws IOException {
		return Chain.lowest(segment);
	}

	@Override
	public void close() {
		this.deflater.end();
		closeQuietly(this.segment);
	}

	private static void closeQuietly(Segment segment) {
		try {
			segment.close();
		}
		catch (IOException ignored) {
			// Nothing that was flushed depends on it.
		}
	}

	@FunctionalInterface
	private interface PageAction {

		void accept(int number, byte[] bytes, int offset) throws IOException;

	}

}
