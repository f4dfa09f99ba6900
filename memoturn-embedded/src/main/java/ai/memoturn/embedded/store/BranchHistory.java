package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.history.BuiltState;
import ai.memoturn.embedded.store.history.DamagedHistoryException;
import ai.memoturn.embedded.store.history.HistoryGapException;
import ai.memoturn.embedded.store.history.HistoryLog;
import ai.memoturn.embedded.store.history.LiveFiles;
import ai.memoturn.embedded.store.history.NotRetainedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of one open branch beside its connections: moves the log into it, builds
 * files of earlier states from it. Writers go on meanwhile but for the last step of a
 * rotation. Safe for use by many threads.
 */
final class BranchHistory {

	private static final Logger logger = LoggerFactory.getLogger(BranchHistory.class);

	/** Afterwards so little is left to copy that writers need not wait for long. */
	private static final int PASSES = 2;

	private final BranchEntry entry;

	private final HistoryOptions options;

	private final DataDirectory directory;

	private final Catalogue catalogue;

	private final InstantSource clock;

	private final Runnable step;

	private final Path file;

	private final LiveFiles files;

	/** Keeps the file open: SQLite empties the log when the last connection is closed. */
	private final SqliteSession copier;

	/**
	 * Fair, so that rotations that follow one another let a checkpoint or a fork in
	 * between.
	 */
	private final ReentrantLock lock = new ReentrantLock(true);

	/** Held while a round of writes runs. */
	private final ReentrantLock rounds;

	private @Nullable SqliteSession pin;

	private HistoryLog log;

	/** From this length of the log on a rotation is due. */
	private volatile long rotateAt;

	/** Whether the directory entries of the file and its log are in stable storage. */
	private volatile boolean entriesFlushed;

	private BranchHistory(BranchEntry entry, HistoryOptions options, DataDirectory directory, Catalogue catalogue,
			InstantSource clock, Runnable step, ReentrantLock rounds, Path file, LiveFiles files, SqliteSession copier,
			HistoryLog log) {
		this.entry = entry;
		this.options = options;
		this.directory = directory;
		this.catalogue = catalogue;
		this.clock = clock;
		this.step = step;
		this.rounds = rounds;
		this.file = file;
		this.files = files;
		this.copier = copier;
		this.log = log;
		this.rotateAt = options.rotationBytes();
	}

	/**
	 * Open or begin the history of a branch whose file has been opened for writing.
	 * @param files its files, opened before the first connection
	 * @param trusted whether the file is known to be as it was left
	 * @param rounds held while a round of writes runs
	 * @param step run after each step of a change
	 */
	static BranchHistory open(BranchRow row, HistoryOptions options, DataDirectory directory, Catalogue catalogue,
			InstantSource clock, LiveFiles files, boolean trusted, ReentrantLock rounds, Runnable step)
			throws SQLException, IOException {
		Path file = directory.branchFile(row);
		SqliteSession copier = SqliteSession.openCopier(file);
		boolean done = false;
		try {
			if (copier.queryLong(OpenBranch.META_PAGE) != 2) {
				throw new Fault(FaultCode.INTERNAL, "the file of the database has a form that this version cannot use");
			}
			long head = copier.queryLong(OpenBranch.READ_TXID);
			int pageSize = (int) copier.queryLong("PRAGMA page_size");
			BranchEntry entry = row.entry();
			HistoryLog log = row.created() ? resume(entry, directory, catalogue, clock, files, trusted, head) : null;
			if (log == null) {
				String first = DataDirectory.newSegmentFileName(entry);
				catalogue.announce(List.of(first));
				step.run();
				log = HistoryLog.begin(files, pageSize, head, DataDirectory.createFile(directory.segmentFile(first)),
						clock);
				directory.syncDirectories();
				step.run();
				if (row.created()) {
					delete(directory, catalogue, catalogue.historyBegun(entry, first, head), step);
				}
				else {
					catalogue.fileCreated(entry, List.of(), first, head, null);
				}
				step.run();
			}
			done = true;
			return new BranchHistory(entry, options, directory, catalogue, clock, step, rounds, file, files, copier,
					log);
		}
		finally {
			if (!done) {
				copier.close();
			}
		}
	}

	private static @Nullable HistoryLog resume(BranchEntry entry, DataDirectory directory, Catalogue catalogue,
			InstantSource clock, LiveFiles files, boolean trusted, long head) throws SQLException, IOException {
		List<SegmentEntry> segments = catalogue.segments(entry);
		HistoryLog log = null;
		try {
			Path newest = directory.segmentFile(segments.get(segments.size() - 1).file());
			log = HistoryLog.resume(files, newest, trusted, clock);
			log.archive(head);
			if (log.tip().txid() == head) {
				return log;
			}
			log.close();
			logger.warn("The history of branch {} of database {} begins anew: it ends before the state of the file",
					entry.fileId(), entry.database().uuid());
		}
		catch (HistoryGapException | DamagedHistoryException | NoSuchFileException ex) {
			if (log != null) {
				log.close();
			}
			logger.warn("The history of branch {} of database {} begins anew: {}", entry.fileId(),
					entry.database().uuid(), ex.getMessage());
		}
		return null;
	}

	/**
	 * Return whether the log is so long that it is to be moved into the history.
	 */
	boolean isRotationDue() {
		try {
			return this.files.logSize() >= this.rotateAt;
		}
		catch (IOException ex) {
			logger.debug("The length of a log could not be found out", ex);
			return false;
		}
	}

	/**
	 * Bring everything that was committed to stable storage.
	 */
	void sync() throws IOException {
		this.files.flushLog();
		if (!this.entriesFlushed) {
			this.directory.syncDirectories();
			this.entriesFlushed = true;
		}
	}

	/**
	 * Do something while nothing is pruned or built and the log stays where it is.
	 */
	<T> T exclusively(Work<T> work) throws SQLException, IOException {
		this.lock.lock();
		try {
			return work.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the transaction id of the newest state. The connection is used under the
	 * lock alone.
	 */
	private long head() throws SQLException {
		return this.copier.queryLong(OpenBranch.READ_TXID);
	}

	/**
	 * Move the log into the history and empty it. Where a reader keeps it from being
	 * emptied it goes on growing, until the next rotation.
	 */
	void rotate() throws SQLException, IOException {
		this.lock.lock();
		try {
			for (int i = 0; i < PASSES; i++) {
				copyBack();
			}
			this.rounds.lock();
			try {
				archive();
				this.step.run();
				emptyLog();
				this.step.run();
			}
			finally {
				this.rounds.unlock();
			}
			this.rotateAt = this.files.logSize() + this.options.rotationBytes();
			if (this.log.segmentSize() >= this.options.rotationBytes()) {
				seal();
			}
		}
		catch (HistoryGapException ex) {
			beginAnew(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Archive what is committed and copy it, but nothing newer, into the file: SQLite
	 * copies no frame that a reader does not see yet.
	 */
	private void copyBack() throws SQLException, IOException {
		SqliteSession reader = this.pin;
		if (reader == null) {
			reader = SqliteSession.openReader(this.file);
			this.pin = reader;
		}
		reader.prepare("BEGIN").execute();
		try {
			archive(reader.queryLong(OpenBranch.READ_TXID));
			this.step.run();
			SqliteSession.CopyBack done = this.copier.copyBack("PASSIVE");
			this.log.copied();
			if (done.isComplete()) {
				this.log.copiedBack(done.frames());
			}
			this.step.run();
		}
		finally {
			reader.prepare("ROLLBACK").execute();
		}
	}

	private void archive(long head) throws IOException {
		this.log.archive(head);
		this.log.flush();
	}

	/**
	 * Archive all that is committed. Where another process has made that impossible the
	 * history begins anew, with the newest state.
	 */
	private void archive() throws SQLException, IOException {
		try {
			archive(head());
		}
		catch (HistoryGapException ex) {
			beginAnew(ex);
		}
	}

	private void emptyLog() throws SQLException, IOException {
		SqliteSession.CopyBack done = this.copier.copyBack("TRUNCATE");
		this.log.copied();
		if (!done.busy()) {
			this.log.emptied();
		}
		else if (done.isComplete()) {
			this.log.copiedBack(done.frames());
		}
	}

	private void beginAnew(HistoryGapException cause) throws SQLException, IOException {
		logger.warn("The history of branch {} of database {} begins anew: {}", this.entry.fileId(),
				this.entry.database().uuid(), cause.getMessage());
		this.rounds.lock();
		try {
			String first = DataDirectory.newSegmentFileName(this.entry);
			this.catalogue.announce(List.of(first));
			long head = head();
			HistoryLog begun = HistoryLog.begin(this.files, (int) this.copier.queryLong("PRAGMA page_size"), head,
					DataDirectory.createFile(this.directory.segmentFile(first)), this.clock);
			this.directory.syncDirectories();
			List<String> former = this.catalogue.historyBegun(this.entry, first, head);
			this.log.close();
			this.log = begun;
			delete(former);
		}
		finally {
			this.rounds.unlock();
		}
	}

	/**
	 * End the newest segment and begin the next.
	 */
	private void seal() throws SQLException, IOException {
		List<SegmentEntry> segments = this.catalogue.segments(this.entry);
		String next = DataDirectory.newSegmentFileName(this.entry);
		this.catalogue.announce(List.of(next));
		this.step.run();
		Runnable begin = this.log.beginSegment(DataDirectory.createFile(this.directory.segmentFile(next)));
		this.directory.syncDirectories();
		this.step.run();
		this.catalogue.segmentSealed(this.entry, sealed(segments.get(segments.size() - 1)), next);
		begin.run();
		this.step.run();
	}

	private SegmentEntry sealed(SegmentEntry newest) {
		return new SegmentEntry(newest.position(), newest.file(), newest.from(), this.log.tip().txid(),
				this.log.segmentSize(), this.clock.millis(), false);
	}

	/**
	 * End the newest segment if it has been written to for longer than that, so that it
	 * can be given up in time.
	 */
	void sealIfOlder(Duration age) throws SQLException, IOException {
		this.lock.lock();
		try {
			archive();
			List<SegmentEntry> segments = this.catalogue.segments(this.entry);
			SegmentEntry newest = segments.get(segments.size() - 1);
			if (this.log.tip().txid() > newest.from() && this.log.ageOfSegment() > age.toMillis()) {
				seal();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Build a fork of this branch.
	 * @param fork the fork, whose file has not been made
	 * @param txid the transaction id that it starts from
	 */
	void buildFork(BranchEntry fork, long txid) throws SQLException, IOException {
		this.lock.lock();
		try {
			Built built = build(fork, 1, txid);
			this.catalogue.fileCreated(fork, built.inherited(), built.segment(), txid, built.stamp());
			this.step.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Built build(BranchEntry target, int generation, long txid) throws SQLException, IOException {
		archive();
		List<SegmentEntry> segments = this.catalogue.segments(this.entry);
		List<Path> newestFirst = new ArrayList<>();
		segments.forEach((segment) -> newestFirst.add(this.directory.segmentFile(segment.file())));
		Collections.reverse(newestFirst);
		String name = DataDirectory.branchFileName(target, generation);
		String first = DataDirectory.newSegmentFileName(target);
		this.catalogue.announce(List.of(name, first));
		this.step.run();
		boolean done = false;
		try {
			Path path = DataDirectory
				.createFile(this.directory.branchFile(new BranchRow(target, generation, false, null)));
			BuiltState built = this.log.build(newestFirst, txid, path,
					DataDirectory.createFile(this.directory.segmentFile(first)));
			this.step.run();
			this.directory.syncDirectories();
			this.step.run();
			done = true;
			return new Built(leadingTo(segments.subList(0, segments.size() - built.segmentsBehind()), txid), first,
					DataDirectory.stamp(path));
		}
		catch (NotRetainedException ex) {
			throw new Fault(FaultCode.CONFLICT, String.valueOf(ex.getMessage()));
		}
		catch (DamagedHistoryException ex) {
			throw new Fault(FaultCode.INTERNAL, "the history of the branch is damaged; nothing was done", ex);
		}
		finally {
			if (!done) {
				delete(List.of(name, first));
			}
		}
	}

	private List<SegmentEntry> leadingTo(List<SegmentEntry> segments, long txid) {
		List<SegmentEntry> leading = new ArrayList<>(segments);
		if (!leading.isEmpty()) {
			SegmentEntry last = leading.remove(leading.size() - 1);
			boolean open = last.to() == null;
			leading.add(new SegmentEntry(last.position(), last.file(), last.from(), txid,
					open ? this.log.segmentSize() : last.bytes(), open ? this.clock.millis() : last.newestAt(),
					last.thinned()));
		}
		return leading;
	}

	/**
	 * Put the file of an earlier state in the place of this branch's, which nobody may
	 * use from then on.
	 * @return the files that are to be deleted once the connections are closed
	 */
	List<String> rewind(long txid) throws SQLException, IOException {
		this.lock.lock();
		try {
			Built built = build(this.entry, this.catalogue.row(this.entry).generation() + 1, txid);
			List<String> former = this.catalogue.rewound(this.entry, built.inherited(), built.segment(), txid,
					built.stamp());
			this.step.run();
			// Nobody needs the former file any more.
			this.copier.pragma("synchronous", "OFF");
			return former;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Put a file in the place of this branch's that holds the same state and nothing
	 * besides. Nobody may use it from then on.
	 * @return as {@link #rewind}
	 */
	List<String> renew() throws SQLException, IOException {
		return rewind(head());
	}

	/**
	 * Archive and empty the log, before the connections are closed.
	 */
	void finish() throws SQLException, IOException {
		this.lock.lock();
		try {
			if (this.pin != null) {
				this.pin.close();
				this.pin = null;
			}
			archive();
			emptyLog();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Close what is open, after all other connections.
	 * @param current whether the file still is the branch's
	 */
	void close(boolean current) throws SQLException, IOException {
		SqliteSession reader = this.pin;
		if (reader != null) {
			reader.close();
		}
		long end = this.log.tip().txid();
		long size = this.log.segmentSize();
		this.log.close();
		this.copier.close();
		this.files.close();
		FileStamp stamp = current ? DataDirectory.stamp(this.file) : null;
		List<SegmentEntry> segments = (stamp != null) ? this.catalogue.segments(this.entry) : List.of();
		if (stamp != null && !segments.isEmpty()) {
			SegmentEntry newest = segments.get(segments.size() - 1);
			this.catalogue.stamp(this.entry, stamp, new SegmentEntry(newest.position(), newest.file(), newest.from(),
					null, (end > newest.from()) ? size : 0, this.clock.millis(), false));
		}
	}

	private void delete(List<String> files) {
		delete(this.directory, this.catalogue, files, this.step);
	}

	/**
	 * Delete files that belong to nothing. What fails is tried again when the store is
	 * opened next.
	 */
	static void delete(DataDirectory directory, Catalogue catalogue, List<String> files, Runnable step) {
		if (files.isEmpty()) {
			return;
		}
		try {
			for (String name : files) {
				directory.deleteFile(name);
				step.run();
			}
			// Or a file could be back after a power failure, and nobody would know of it.
			directory.syncDirectories();
			catalogue.filesDeleted(files);
		}
		catch (IOException | SQLException ex) {
			logger.warn("Files that are not needed any more are left; they are deleted at the next start", ex);
		}
	}

	/**
	 * The file of an earlier state, which belongs to nothing yet.
	 *
	 * @param inherited the segments that lead to it
	 * @param segment the one that begins with it
	 * @param stamp what the file is known by
	 */
	private record Built(List<SegmentEntry> inherited, String segment, @Nullable FileStamp stamp) {
	}

	/**
	 * Something to do.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	interface Work<T> {

		T run() throws SQLException, IOException;

	}

}
