package ai.memoturn.embedded.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

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

	private final AtomicBoolean closed = new AtomicBoolean();

	private NodeStore(DataDirectory directory, StoreOptions options, Catalogue catalogue) {
		this.directory = directory;
		this.options = options;
		this.catalogue = catalogue;
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
		DataDirectory data = DataDirectory.open(directory);
		boolean done = false;
		try {
			NodeStore store = new NodeStore(data, options, Catalogue.open(data));
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
		DatabaseEntry known = this.catalogue.database(name);
		if (known != null) {
			return known;
		}
		if (this.closed.get()) {
			throw closing();
		}
		try {
			return this.catalogue.register(name, createdAt);
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
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
	 * Return the branches whose files are open.
	 * @return the branches, in no order
	 */
	public List<BranchEntry> openBranches() {
		return this.branches.values().stream().map(OpenBranch::entry).toList();
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
			return open.write(work, durable);
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

	private OpenBranch acquire(BranchEntry branch) {
		while (!this.closed.get()) {
			OpenBranch open = this.branches.computeIfAbsent(branch.fileId(),
					(id) -> new OpenBranch(branch, this.options, this.directory, this.catalogue, this.modules));
			if (open.retain()) {
				if (this.closed.get()) {
					open.release();
					break;
				}
				return open;
			}
			this.branches.remove(branch.fileId(), open);
		}
		throw closing();
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
