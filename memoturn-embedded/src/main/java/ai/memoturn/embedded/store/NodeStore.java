package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directory of one node. Safe for use by many threads; it has none of its own,
 * so that calls block the caller, never longer than the {@linkplain StoreOptions wait
 * limit} for anything but SQLite itself.
 */
public final class NodeStore implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(NodeStore.class);

	private final DataDirectory directory;

	private final StoreOptions options;

	private final Catalogue catalogue;

	private final List<BranchModule<?, ?>> modules = new CopyOnWriteArrayList<>();

	/** By file id. */
	private final Map<String, OpenBranch> branches = new ConcurrentHashMap<>();

	/** The running deletions of databases, by uuid. */
	private final Map<String, CountDownLatch> deletions = new ConcurrentHashMap<>();

	private final LongSupplier nanoTime;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** Run after each step of a deletion. */
	private volatile Runnable deletionStep = () -> {
	};

	private NodeStore(DataDirectory directory, StoreOptions options, Catalogue catalogue, LongSupplier nanoTime) {
		this.directory = directory;
		this.options = options;
		this.catalogue = catalogue;
		this.nanoTime = nanoTime;
	}

	/**
	 * Open a data directory, creating it where there is none.
	 * @param directory the directory
	 * @param options how to behave
	 * @return the store
	 * @throws StoreOpenException if the directory cannot be used, is in use, or holds a
	 * newer format
	 */
	public static NodeStore open(Path directory, StoreOptions options) {
		return open(directory, options, System::nanoTime);
	}

	static NodeStore open(Path directory, StoreOptions options, LongSupplier nanoTime) {
		DataDirectory data = DataDirectory.open(directory);
		boolean done = false;
		try {
			NodeStore store = new NodeStore(data, options, Catalogue.open(data), nanoTime);
			store.finishDeletions();
			done = true;
			return store;
		}
		finally {
			if (!done) {
				data.close();
			}
		}
	}

	/**
	 * Return where the data lies.
	 * @return the absolute path
	 */
	public Path directory() {
		return this.directory.root();
	}

	/**
	 * Make a service's tables and part in memory belong to every branch.
	 * @param module the module
	 * @throws IllegalStateException if a branch has been used already
	 */
	public void attach(BranchModule<?, ?> module) {
		if (!this.branches.isEmpty()) {
			throw new IllegalStateException("Modules are attached before the first branch is used");
		}
		this.modules.add(module);
	}

	/**
	 * Look up a database.
	 * @param name its name
	 * @return the database, or {@code null} if there is none of that name
	 */
	public @Nullable DatabaseEntry database(String name) {
		return this.catalogue.database(name);
	}

	/**
	 * List databases.
	 * @param prefix what their names start with
	 * @return the databases, ascending by name
	 */
	public List<DatabaseEntry> databases(String prefix) {
		return this.catalogue.databases(prefix);
	}

	/**
	 * Register a database with its branch {@code main}, unless it is already there. It is
	 * in stable storage when this returns. No file is made for it yet.
	 * @param name its name
	 * @param createdAt the time to register, Unix milliseconds
	 * @return the database
	 * @throws Fault {@code unavailable} if it could not be stored
	 */
	public DatabaseEntry registerDatabase(String name, long createdAt) {
		while (true) {
			DatabaseEntry known = this.catalogue.database(name);
			if (known == null) {
				known = createDatabase(name, createdAt);
			}
			if (known != null) {
				return known;
			}
		}
	}

	/**
	 * Create a database with its branch {@code main}. It is in stable storage when this
	 * returns. No file is made for it yet.
	 * @param name its name
	 * @param createdAt the time to register, Unix milliseconds; if a database of that
	 * name was deleted then or later, the time after that
	 * @return the database, or {@code null} if there is one of that name
	 * @throws Fault {@code unavailable} if it could not be stored
	 */
	public @Nullable DatabaseEntry createDatabase(String name, long createdAt) {
		if (this.closed.get()) {
			throw closing();
		}
		try {
			return this.catalogue.create(name, createdAt);
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
	}

	/**
	 * Return when a database of that name was last deleted.
	 * @param name the name
	 * @return Unix milliseconds, or {@code null} if none ever was
	 */
	public @Nullable Long deletedAt(String name) {
		return this.catalogue.deletedAt(name);
	}

	/**
	 * Delete a database with all its branches. Calls that run on it end first; later ones
	 * wait and then find that it is not there. It is gone for good when this returns: a
	 * crash before leaves all of it, or nothing once the store is open again.
	 * @param name its name
	 * @param deletedAt the time to note, Unix milliseconds
	 * @return whether there was one of that name
	 * @throws Fault {@code unavailable} if the running calls take longer than the wait
	 * limit or the storage fails; nothing was done then
	 */
	public boolean deleteDatabase(String name, long deletedAt) {
		long end = waitEnd();
		CountDownLatch done = new CountDownLatch(1);
		while (!this.closed.get()) {
			DatabaseEntry database = this.catalogue.database(name);
			if (database == null) {
				return false;
			}
			if (this.deletions.putIfAbsent(database.uuid(), done) != null) {
				awaitDeletion(database, end);
				continue;
			}
			try {
				// Another deletion may have ended in between.
				return database.equals(this.catalogue.database(name)) && delete(database, deletedAt, end);
			}
			finally {
				this.deletions.remove(database.uuid());
				done.countDown();
			}
		}
		throw closing();
	}

	private boolean delete(DatabaseEntry database, long deletedAt, long end) {
		List<BranchEntry> entries = this.catalogue.branches(database);
		closeForDeletion(entries, end);
		this.deletionStep.run();
		List<String> files = entries.stream().map(DataDirectory::branchFileName).toList();
		try {
			this.catalogue.delete(database, files, deletedAt);
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
		this.deletionStep.run();
		deleteFiles(files);
		return true;
	}

	private void closeForDeletion(List<BranchEntry> entries, long end) {
		List<OpenBranch> retired = new ArrayList<>();
		boolean unused = true;
		for (BranchEntry entry : entries) {
			OpenBranch open = this.branches.get(entry.fileId());
			if (open != null && unused) {
				retired.add(open);
				unused = open.retire(end);
			}
		}
		if (!unused) {
			retired.forEach(OpenBranch::reinstate);
			throw new Fault(FaultCode.UNAVAILABLE, "the database is in use; nothing was done, try again");
		}
		retired.forEach(this::close);
	}

	/**
	 * Delete files that the catalogue has given up. What fails is tried again when the
	 * store is opened next.
	 */
	private void deleteFiles(List<String> files) {
		try {
			for (String file : files) {
				this.directory.deleteBranchFile(file);
				this.deletionStep.run();
			}
			// Or a file could be back after a power failure, and nobody would know of it.
			this.directory.syncBranchFiles();
			this.catalogue.filesDeleted(files);
		}
		catch (IOException | SQLException ex) {
			logger.warn("Files of a deleted database are left; they are deleted at the next start", ex);
		}
	}

	private void finishDeletions() {
		try {
			List<String> files = this.catalogue.filesToDelete();
			if (!files.isEmpty()) {
				deleteFiles(files);
			}
		}
		catch (SQLException ex) {
			logger.warn("Files of deleted databases could not be looked for", ex);
		}
	}

	/**
	 * Run something after each step of a deletion.
	 */
	void onDeletionStep(Runnable step) {
		this.deletionStep = step;
	}

	private void awaitDeletion(DatabaseEntry database, long end) {
		CountDownLatch deletion = this.deletions.get(database.uuid());
		try {
			if (deletion != null && !deletion.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				throw new Fault(FaultCode.UNAVAILABLE, "the database is being deleted; nothing was done");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Fault(FaultCode.UNAVAILABLE, "interrupted while the database is being deleted", ex);
		}
	}

	private long waitEnd() {
		return System.nanoTime() + this.options.waitLimit().toNanos();
	}

	/**
	 * Look up a branch.
	 * @param database the database
	 * @param name the branch's name
	 * @return the branch, or {@code null} if the database has none of that name
	 */
	public @Nullable BranchEntry branch(DatabaseEntry database, String name) {
		return this.catalogue.branch(database, name);
	}

	/**
	 * Do something with every branch whose file is open. That does not count as use: it
	 * keeps no branch open for longer, and opens none.
	 * @param action what to do; must not keep what it is given
	 */
	public void forEachOpenBranch(Consumer<BranchAccess> action) {
		for (OpenBranch open : this.branches.values()) {
			if (open.isLoaded() && open.retain()) {
				try {
					action.accept(open);
				}
				finally {
					open.releaseUncounted();
				}
			}
		}
	}

	/**
	 * Close the branches that nobody has used for the {@linkplain StoreOptions idle
	 * timeout}. They open again at their next use. To be called from time to time.
	 * @return how many were closed
	 */
	public int closeIdle() {
		int count = 0;
		for (OpenBranch open : this.branches.values()) {
			if (open.retireIfIdle(this.options.idleTimeout().toNanos())) {
				close(open);
				count++;
			}
		}
		return count;
	}

	/**
	 * Close unused branches, those used longest ago first, until few enough are open.
	 */
	private void makeRoom() {
		while (this.branches.size() > this.options.hotCap()) {
			OpenBranch longest = null;
			long nanos = -1;
			for (OpenBranch open : this.branches.values()) {
				long idle = open.idleNanos();
				if (idle > nanos) {
					longest = open;
					nanos = idle;
				}
			}
			if (longest == null) {
				return;
			}
			if (longest.retireIfIdle(nanos)) {
				close(longest);
			}
		}
	}

	private void close(OpenBranch open) {
		open.close();
		this.branches.remove(open.entry().fileId(), open);
	}

	/**
	 * Return how many branches are open.
	 */
	int openCount() {
		return this.branches.size();
	}

	/**
	 * Write. The work shares its commit with others that wait at the same time, but
	 * succeeds or fails by itself, as a whole. When this returns, the state with the
	 * returned transaction id is there for every read, and survives the end of the
	 * process; if durable, that of the machine.
	 * @param branch the branch
	 * @param durable whether to flush to stable storage first; the store's option may
	 * want that for all
	 * @param work what to do
	 * @return what the work returned, and the transaction id of the state that holds it
	 * @param <T> what the work returns
	 * @throws Fault what the work throws; {@code overloaded} if the queue is full and
	 * {@code unavailable} if the storage fails or the wait limit is over, both with
	 * nothing done; {@code internal} if the file is damaged
	 */
	public <T> Committed<T> write(BranchEntry branch, boolean durable, WriteWork<T> work) {
		OpenBranch open = acquire(branch);
		try {
			return open.write(durable, work);
		}
		finally {
			open.release();
		}
	}

	/**
	 * Read one committed state.
	 * @param branch the branch
	 * @param work what to do
	 * @return what the work returned
	 * @param <T> what the work returns
	 * @throws Fault what the work throws; {@code unavailable} if the storage fails or the
	 * wait limit is over; {@code internal} if the file is damaged
	 */
	public <T> T read(BranchEntry branch, ReadWork<T> work) {
		OpenBranch open = acquire(branch);
		try {
			return open.read(work);
		}
		finally {
			open.release();
		}
	}

	/**
	 * Flush what is committed on a branch to stable storage.
	 * @param branch the branch
	 * @return the transaction id of a state that is there, not older than this call
	 * @throws Fault {@code unavailable} if the storage fails or the wait limit is over;
	 * {@code internal} if the file is damaged
	 */
	public long sync(BranchEntry branch) {
		OpenBranch open = acquire(branch);
		try {
			return open.sync();
		}
		finally {
			open.release();
		}
	}

	/**
	 * Write with statements of a user, in a transaction of their own; otherwise as
	 * {@link #write}.
	 * @param branch the branch
	 * @param durable whether to flush to stable storage first
	 * @param work what to do
	 * @return what the work returned, and the transaction id of the state that holds it
	 * @param <T> what the work returns
	 * @throws Fault as {@link #write} does
	 */
	public <T> Committed<T> writeSql(BranchEntry branch, boolean durable, SqlWork<T> work) {
		OpenBranch open = acquire(branch);
		try {
			return open.writeSql(durable, work);
		}
		finally {
			open.release();
		}
	}

	/**
	 * Read one committed state with statements of a user, on a connection that cannot
	 * write; otherwise as {@link #read}. It keeps no other read waiting.
	 * @param branch the branch
	 * @param work what to do
	 * @return what the work returned, and the transaction id of the state
	 * @param <T> what the work returns
	 * @throws Fault as {@link #read} does
	 */
	public <T> Versioned<T> readSql(BranchEntry branch, SqlWork<T> work) {
		OpenBranch open = acquire(branch);
		try {
			return open.readSql(work);
		}
		finally {
			open.release();
		}
	}

	private OpenBranch acquire(BranchEntry branch) {
		long end = waitEnd();
		while (!this.closed.get()) {
			awaitDeletion(branch.database(), end);
			if (!this.catalogue.holds(branch)) {
				this.branches.remove(branch.fileId());
				throw gone(branch);
			}
			OpenBranch open = use(branch, end);
			if (open == null) {
				continue;
			}
			if (this.closed.get()) {
				open.release();
				break;
			}
			// A deletion that began before the use did has not seen it, and the other way
			// round.
			if (!this.deletions.containsKey(branch.database().uuid()) && this.catalogue.holds(branch)) {
				return open;
			}
			open.release();
		}
		throw closing();
	}

	/**
	 * Begin to use a branch, opening it where needed.
	 * @return the branch, or {@code null} if it is just being closed
	 */
	private @Nullable OpenBranch use(BranchEntry branch, long end) {
		OpenBranch known = this.branches.get(branch.fileId());
		OpenBranch open = (known != null) ? known
				: this.branches.computeIfAbsent(branch.fileId(), (id) -> new OpenBranch(branch, this.options,
						this.directory, this.catalogue, this.modules, this.nanoTime));
		if (open.retain()) {
			if (known == null) {
				makeRoom();
			}
			return open;
		}
		if (!open.awaitClosed(end)) {
			throw new Fault(FaultCode.UNAVAILABLE, "the database is being closed; nothing was done, try again");
		}
		if (open.isClosed()) {
			this.branches.remove(branch.fileId(), open);
		}
		return null;
	}

	private Fault gone(BranchEntry branch) {
		return branch.database().equals(this.catalogue.database(branch.database().name()))
				? new Fault(FaultCode.BRANCH_NOT_FOUND, "branch not found")
				: new Fault(FaultCode.DATABASE_NOT_FOUND, "database not found");
	}

	private static Fault closing() {
		return new Fault(FaultCode.UNAVAILABLE, "the node is shutting down");
	}

	/**
	 * Return how many writes wait on a branch, those of the running round aside.
	 */
	int waitingWrites(BranchEntry branch) {
		OpenBranch open = this.branches.get(branch.fileId());
		return (open != null) ? open.queue().waiting() : 0;
	}

	/**
	 * Refuse new calls, let running ones finish (bounded), write everything into its
	 * files and release the directory. Does nothing the second time.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		long end = System.nanoTime() + this.options.waitLimit().toNanos();
		try {
			for (OpenBranch branch : this.branches.values()) {
				if (!branch.retire(end)) {
					logger.warn("A database is closed although a call still uses it");
				}
				branch.close();
			}
			this.branches.clear();
			this.catalogue.close();
		}
		catch (SQLException ex) {
			logger.warn("The catalogue could not be closed", ex);
		}
		finally {
			this.directory.close();
		}
	}

}
