package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.history.DamagedHistoryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directory of one node. Safe for use by many threads. Calls block the caller,
 * never longer than the {@linkplain StoreOptions wait limit} for anything but the storage
 * itself; the one thread of its own moves logs into the history and deletes what rewinds
 * leave.
 */
public final class NodeStore implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(NodeStore.class);

	private static final Runnable ANYBODY = () -> {
	};

	private final DataDirectory directory;

	private final StoreOptions options;

	private final Catalogue catalogue;

	private final List<BranchModule<?, ?>> modules = new CopyOnWriteArrayList<>();

	/** By file id. */
	private final Map<String, OpenBranch> branches = new ConcurrentHashMap<>();

	/** Held while a branch of a database is deleted or rewound, by uuid. */
	private final Map<String, ReentrantLock> changes = new ConcurrentHashMap<>();

	/** The running deletions of databases, by uuid, and of branches, by file id. */
	private final Map<String, CountDownLatch> deletions = new ConcurrentHashMap<>();

	private final BranchContext context;

	/** Moves logs into the history, and deletes what rewinds leave, one at a time. */
	private final ThreadPoolExecutor rotations;

	private final OverdueWatch watch = new OverdueWatch();

	private final AtomicBoolean closed = new AtomicBoolean();

	/** Run after each step of a change to files. */
	private volatile Runnable step = () -> {
	};

	private NodeStore(DataDirectory directory, StoreOptions options, Catalogue catalogue, LongSupplier nanoTime,
			InstantSource clock) {
		this.directory = directory;
		this.options = options;
		this.catalogue = catalogue;
		this.context = new BranchContext(options, directory, catalogue, this.modules, nanoTime, clock, this::buildFork,
				this::rotateLater, this.watch, () -> this.step.run());
		this.rotations = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "memoturn-node-history");
			thread.setDaemon(true);
			return thread;
		});
		this.rotations.allowCoreThreadTimeOut(true);
	}

	/**
	 * Open a data directory, creating it where there is none.
	 * @param directory the directory
	 * @param options how to behave
	 * @return the store
	 * @throws StoreOpenException if the directory cannot be used, is in use, or holds
	 * another format
	 */
	public static NodeStore open(Path directory, StoreOptions options) {
		return open(directory, options, System::nanoTime, InstantSource.system());
	}

	static NodeStore open(Path directory, StoreOptions options, LongSupplier nanoTime) {
		return open(directory, options, nanoTime, InstantSource.system());
	}

	static NodeStore open(Path directory, StoreOptions options, LongSupplier nanoTime, InstantSource clock) {
		DataDirectory data = DataDirectory.open(directory, options.temporary());
		boolean done = false;
		try {
			NodeStore store = new NodeStore(data, options, Catalogue.open(data), nanoTime, clock);
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
	 * Register a database, whoever asks for it.
	 * @param name its name
	 * @param createdAt the time to register, Unix milliseconds
	 * @return the database
	 * @throws Fault {@code unavailable} if it could not be stored
	 */
	public DatabaseEntry registerDatabase(String name, long createdAt) {
		return registerDatabase(name, createdAt, ANYBODY);
	}

	/**
	 * Register a database with its branch {@code main}, unless it is already there. It is
	 * in stable storage when this returns. No file is made for it yet.
	 * @param name its name
	 * @param createdAt the time to register, Unix milliseconds
	 * @param permission throws what speaks against using the database; called once every
	 * deletion that came before the one returned is known to {@link #deletedAt}
	 * @return the database
	 * @throws Fault {@code unavailable} if it could not be stored
	 */
	public DatabaseEntry registerDatabase(String name, long createdAt, Runnable permission) {
		while (true) {
			DatabaseEntry known = this.catalogue.database(name);
			if (known != null) {
				permission.run();
				return known;
			}
			known = createDatabase(name, createdAt, permission);
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
		return createDatabase(name, createdAt, ANYBODY);
	}

	private @Nullable DatabaseEntry createDatabase(String name, long createdAt, Runnable permission) {
		if (this.closed.get()) {
			throw closing();
		}
		try {
			return this.catalogue.create(name, createdAt, permission);
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
				awaitDeletion(database.uuid(), end);
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
		ReentrantLock lock = lockChanges(database, end);
		try {
			closeForDeletion(this.catalogue.branches(database), end);
			this.step.run();
			List<String> files = this.catalogue.delete(database, deletedAt);
			this.step.run();
			deleteFiles(files);
			this.changes.remove(database.uuid());
			return true;
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
		finally {
			lock.unlock();
		}
	}

	private ReentrantLock lockChanges(DatabaseEntry database, long end) {
		ReentrantLock lock = this.changes.computeIfAbsent(database.uuid(), (uuid) -> new ReentrantLock());
		try {
			if (lock.tryLock(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
				return lock;
			}
			throw new Fault(FaultCode.UNAVAILABLE, "the database is being changed; nothing was done, try again");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Fault(FaultCode.UNAVAILABLE, "interrupted while the database is being changed", ex);
		}
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
		BranchHistory.delete(this.directory, this.catalogue, files, this.step);
	}

	private void deleteFilesLater(List<String> files) {
		try {
			this.rotations.execute(() -> deleteFiles(files));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The store is closing; the files are deleted at the next start", ex);
		}
	}

	private void finishDeletions() {
		try {
			deleteFiles(this.catalogue.filesToDelete());
		}
		catch (SQLException ex) {
			logger.warn("Files that belong to nothing could not be looked for", ex);
		}
	}

	/**
	 * Return the names of the files that belong to a branch.
	 */
	Set<String> knownFiles() {
		Set<String> names = new HashSet<>();
		try {
			for (BranchEntry branch : this.catalogue.branches()) {
				BranchRow row = this.catalogue.row(branch);
				if (row.created()) {
					names.add(DataDirectory.branchFileName(branch, row.generation()));
				}
				this.catalogue.segments(branch).forEach((segment) -> names.add(segment.file()));
			}
			return names;
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
	}

	/**
	 * Run something after each step of a change to files.
	 */
	void onStep(Runnable action) {
		this.step = action;
	}

	private void awaitDeletion(String id, long end) {
		CountDownLatch deletion = this.deletions.get(id);
		try {
			if (deletion != null && !deletion.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				throw new Fault(FaultCode.UNAVAILABLE, "it is being deleted; nothing was done");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Fault(FaultCode.UNAVAILABLE, "interrupted while it is being deleted", ex);
		}
	}

	private boolean isBeingDeleted(BranchEntry branch) {
		return this.deletions.containsKey(branch.database().uuid()) || this.deletions.containsKey(branch.fileId());
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
	 * List the branches of a database.
	 * @param database the database
	 * @return the branches in no particular order, {@code main} among them
	 */
	public List<BranchEntry> branches(DatabaseEntry database) {
		return this.catalogue.branches(database);
	}

	/**
	 * Bring everything that was committed on a branch to stable storage.
	 * @param branch the branch
	 * @return the transaction id up to which that holds at least
	 * @throws Fault {@code unavailable} if the storage fails or the wait limit is over;
	 * {@code internal} if the file is damaged
	 */
	public long sync(BranchEntry branch) {
		return withHistory(branch, (open) -> {
			long head = open.head();
			open.history().sync();
			return head;
		});
	}

	/**
	 * Give the newest state of a branch a name, by which it stays restorable until a
	 * rewind goes below it. A name that is in use moves. Both are in stable storage when
	 * this returns.
	 * @param branch the branch
	 * @param name any text
	 * @return the transaction id of the state
	 * @throws Fault as {@link #sync} does
	 */
	public long checkpoint(BranchEntry branch, String name) {
		return withHistory(branch, (open) -> open.history().exclusively(() -> {
			long head = open.head();
			open.history().sync();
			this.catalogue.checkpoint(branch, name, head);
			return head;
		}));
	}

	/**
	 * Create a branch that starts with the newest state of another. No data is copied
	 * before its first use. It is in stable storage when this returns, and so is that
	 * state.
	 * @param parent the other branch
	 * @param name the new branch's name
	 * @param createdAt the time to register, Unix milliseconds
	 * @param ttlAt when it may be deleted, Unix milliseconds; {@code null} if never
	 * @return the new branch, or {@code null} if there is one of that name
	 * @throws Fault as {@link #sync} does
	 */
	public @Nullable Fork fork(BranchEntry parent, String name, long createdAt, @Nullable Long ttlAt) {
		BranchEntry entry = new BranchEntry(parent.database(), name, UUID.randomUUID().toString(), createdAt, ttlAt);
		Optional<Fork> forked = withHistory(parent, (open) -> {
			while (branch(parent.database(), name) == null) {
				BranchRow row = this.catalogue.row(parent);
				BranchRow.Origin unused = row.origin();
				if (unused != null) {
					// It holds nothing of its own, and need not be made for this.
					if (this.catalogue.fork(row, new BranchRow(entry, 1, false, unused))) {
						return Optional.of(new Fork(entry, unused.txid()));
					}
				}
				else {
					Optional<Fork> fork = open.history().exclusively(() -> forkOfHead(open, parent, entry));
					if (fork.isPresent()) {
						return fork;
					}
				}
			}
			return Optional.empty();
		});
		return forked.orElse(null);
	}

	private Optional<Fork> forkOfHead(OpenBranch open, BranchEntry parent, BranchEntry entry)
			throws SQLException, IOException {
		long head = open.head();
		open.history().sync();
		BranchRow fork = new BranchRow(entry, 1, false, new BranchRow.Origin(parent, head));
		return this.catalogue.fork(this.catalogue.row(parent), fork) ? Optional.of(new Fork(entry, head))
				: Optional.empty();
	}

	private <T> T withHistory(BranchEntry branch, HistoryWork<T> work) {
		OpenBranch open = acquire(branch);
		try {
			return work.apply(open);
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
		catch (IOException ex) {
			throw OpenBranch.unavailable(ex);
		}
		finally {
			open.release();
		}
	}

	/**
	 * Delete a branch. Calls that run on it end first; later ones find that it is not
	 * there. Forks of it are not affected.
	 * @param branch the branch, not {@code main}
	 * @throws Fault {@code unavailable} if the running calls take longer than the wait
	 * limit or the storage fails; nothing was done then
	 */
	public void deleteBranch(BranchEntry branch) {
		long end = waitEnd();
		CountDownLatch done = new CountDownLatch(1);
		ReentrantLock lock = lockChanges(branch.database(), end);
		try {
			if (!this.catalogue.holds(branch)) {
				return;
			}
			List<String> files = withHistory(branch, (open) -> {
				claim(open, branch, Long.MIN_VALUE, end);
				this.deletions.put(branch.fileId(), done);
				this.step.run();
				close(open);
				this.step.run();
				return this.catalogue.delete(branch);
			});
			this.step.run();
			deleteFiles(files);
		}
		finally {
			this.deletions.remove(branch.fileId(), done);
			done.countDown();
			lock.unlock();
		}
	}

	/**
	 * Let a branch be in an earlier state. Calls that run on it end first; later ones
	 * find that state.
	 * @param branch the branch
	 * @param to the name of a checkpoint of the branch, or else a transaction id in
	 * decimal
	 * @return the state that the branch is in now
	 * @throws Fault {@code branch_not_found} if it is neither, {@code conflict} if that
	 * state is not restorable, {@code unavailable} if the running calls take longer than
	 * the wait limit or the storage fails; nothing was done then
	 */
	public Rewound rewind(BranchEntry branch, String to) {
		long end = waitEnd();
		ReentrantLock lock = lockChanges(branch.database(), end);
		try {
			return withHistory(branch, (open) -> {
				long txid = target(branch, to);
				long head = open.head();
				if (Long.compareUnsigned(txid, head) > 0) {
					throw notRestorable(txid);
				}
				if (txid < head) {
					claim(open, branch, txid, end);
					deleteFilesLater(replaceFile(open, () -> open.rewind(txid)));
				}
				return new Rewound(txid, this.catalogue.row(branch).generation());
			});
		}
		finally {
			lock.unlock();
		}
	}

	private List<String> replaceFile(OpenBranch open, BranchHistory.Work<List<String>> work)
			throws SQLException, IOException {
		boolean done = false;
		try {
			List<String> files = work.run();
			this.branches.remove(open.entry().fileId(), open);
			done = true;
			return files;
		}
		finally {
			if (!done) {
				open.reinstate();
			}
		}
	}

	/**
	 * Make the forks that depend on what is about to go, and let nobody else use the
	 * branch.
	 * @param above the transaction id above which it goes
	 */
	private void claim(OpenBranch open, BranchEntry branch, long above, long end) {
		while (true) {
			build(forksAbove(branch, above));
			if (!open.claim(end)) {
				throw new Fault(FaultCode.UNAVAILABLE, "the branch is in use; nothing was done, try again");
			}
			if (forksAbove(branch, above).isEmpty()) {
				return;
			}
			open.reinstate();
		}
	}

	private void build(List<BranchRow> forks) {
		for (BranchRow fork : forks) {
			OpenBranch child = acquire(fork.entry());
			try {
				child.ensureOpen();
			}
			finally {
				child.release();
			}
		}
	}

	private List<BranchRow> forksAbove(BranchEntry branch, long txid) {
		return unbuiltForks(branch, (origin) -> origin.txid() > txid);
	}

	private List<BranchRow> forksBelow(BranchEntry branch, long txid) {
		return unbuiltForks(branch, (origin) -> origin.txid() < txid);
	}

	private List<BranchRow> unbuiltForks(BranchEntry branch, Predicate<BranchRow.Origin> condition) {
		return this.catalogue.unbuiltForks(branch)
			.stream()
			.filter((fork) -> condition.test(Objects.requireNonNull(fork.origin())))
			.toList();
	}

	private long target(BranchEntry branch, String to) throws SQLException {
		Long named = this.catalogue.checkpoint(branch, to);
		if (named != null) {
			return named;
		}
		if (!to.matches("\\+?[0-9]+")) {
			throw new Fault(FaultCode.BRANCH_NOT_FOUND, "checkpoint not found: " + to);
		}
		try {
			return Long.parseUnsignedLong(to);
		}
		catch (NumberFormatException ex) {
			throw new Fault(FaultCode.CONFLICT, "no restorable state for a transaction of that number", ex);
		}
	}

	private static Fault notRestorable(long txid) {
		return new Fault(FaultCode.CONFLICT, "no restorable state for transaction " + Long.toUnsignedString(txid));
	}

	/**
	 * Delete the branches whose time is over. To be called from time to time.
	 * @param now the time, Unix milliseconds
	 * @return how many were deleted
	 */
	public int deleteExpiredBranches(long now) {
		int count = 0;
		for (BranchEntry branch : this.catalogue.branches()) {
			Long ttlAt = branch.ttlAt();
			if (ttlAt != null && ttlAt <= now) {
				try {
					deleteBranch(branch);
					count++;
				}
				catch (Fault ex) {
					logger.warn("An expired branch could not be deleted; that is tried again", ex);
				}
			}
		}
		return count;
	}

	/**
	 * Give up the earlier states that need not be kept any longer, of all branches. To be
	 * called from time to time.
	 * @param windows how far back a database of that name is to be restorable; those of
	 * the {@linkplain HistoryOptions#windows() options} or shorter ones
	 */
	public void pruneHistory(Function<String, RestoreWindows> windows) {
		for (BranchEntry branch : this.catalogue.branches()) {
			if (this.closed.get()) {
				return;
			}
			HistoryPruning pruning = new HistoryPruning(this.context, windows.apply(branch.database().name()));
			try {
				if (pruning.isWorthwhile(branch)) {
					withHistory(branch, (open) -> {
						pruning.prune(open);
						return branch;
					});
				}
			}
			catch (Fault | SQLException ex) {
				if (this.catalogue.holds(branch)) {
					logger.warn("The history of a branch could not be pruned; that is tried again", ex);
				}
			}
		}
	}

	/**
	 * Do something while no branch of a database is rewound or deleted.
	 * @param database the database
	 * @param action what to do
	 * @throws Fault {@code unavailable} if others do that for too long, besides what the
	 * action throws
	 */
	public void withoutRewinds(DatabaseEntry database, Runnable action) {
		ReentrantLock lock = lockChanges(database, waitEnd());
		try {
			action.run();
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Return where the states of a database come from.
	 * @param database the database
	 * @return of each branch that has a state, in no particular order
	 * @throws Fault {@code unavailable} if the storage fails
	 */
	public List<BranchState> states(DatabaseEntry database) {
		try {
			return this.catalogue.states(database);
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
	}

	/**
	 * Give up all states of a branch before one, so that nothing of what was deleted by
	 * then is left in its files. Its file is made anew for that, unless it was since;
	 * calls that run on the branch end first, later ones wait. Forks of earlier states
	 * stay what they are. Does nothing for a fork that was not used yet, and nothing the
	 * second time. After a failure or crash everything is as before, or some of it is
	 * done.
	 * @param branch the branch
	 * @param txid the transaction id of the first state to keep, not above the newest
	 * @throws Fault {@code unavailable} if the running calls take longer than the wait
	 * limit or the storage fails, {@code internal} if the history is damaged
	 */
	public void dropHistory(BranchEntry branch, long txid) {
		long end = waitEnd();
		ReentrantLock lock = lockChanges(branch.database(), end);
		try {
			if (!this.catalogue.holds(branch) || !this.catalogue.row(branch).created()) {
				return;
			}
			if (isBuiltBefore(branch, txid)) {
				deleteFiles(withHistory(branch, (open) -> {
					open.moveLog();
					claim(open, branch, Long.MAX_VALUE, end);
					return replaceFile(open, open::renew);
				}));
			}
			// From then on there are none: forks start with the newest state of a branch.
			List<BranchRow> forks = forksBelow(branch, txid);
			while (!forks.isEmpty()) {
				build(forks);
				forks = forksBelow(branch, txid);
			}
			withHistory(branch, (open) -> {
				open.withHistoryAtRest(() -> {
					new HistoryCut(this.context).cut(branch, txid);
					return txid;
				});
				return txid;
			});
		}
		catch (DamagedHistoryException ex) {
			throw new Fault(FaultCode.INTERNAL, "the history of the branch is damaged", ex);
		}
		finally {
			lock.unlock();
		}
	}

	private boolean isBuiltBefore(BranchEntry branch, long txid) {
		try {
			Long built = this.catalogue.builtTxid(branch);
			return built == null || built < txid;
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
	}

	/**
	 * Look at the files of a database.
	 * @param uuid the id of the database, which need not be there any more
	 * @return what they hold
	 * @throws Fault {@code unavailable} if they cannot be read at the moment,
	 * {@code internal} if one is damaged
	 */
	public StoredStates examine(String uuid) {
		try {
			return StoredStates.of(uuid, this.directory, this.catalogue);
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
		catch (IOException ex) {
			throw OpenBranch.unavailable(ex);
		}
		catch (DamagedHistoryException ex) {
			throw new Fault(FaultCode.INTERNAL, "the history of the database is damaged", ex);
		}
	}

	private void rotateLater(OpenBranch branch) {
		try {
			this.rotations.execute(() -> {
				if (branch.retain()) {
					try {
						branch.rotate();
					}
					finally {
						branch.releaseUncounted();
					}
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The store is closing, which moves the log as well", ex);
		}
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
	 * Write, and bring all of it to stable storage, so that only the history still has
	 * what the work deleted: the log is moved there, unless a reader is in the way.
	 * @param branch the branch
	 * @param work what to do
	 * @return what the work returned, and the state that holds it
	 * @param <T> what the work returns
	 * @throws Fault as {@link #write} does
	 */
	public <T> Erased<T> erase(BranchEntry branch, WriteWork<T> work) {
		return withHistory(branch, (open) -> {
			Committed<T> committed = open.write(true, work);
			// A write that changes nothing flushes nothing either.
			open.history().sync();
			open.moveLog();
			return new Erased<>(committed.value(), committed.txid(), this.catalogue.row(branch).generation());
		});
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
			awaitDeletion(branch.database().uuid(), end);
			awaitDeletion(branch.fileId(), end);
			if (!this.catalogue.holds(branch)) {
				this.branches.remove(branch.fileId());
				throw gone(branch);
			}
			OpenBranch open = use(branch, end, false);
			if (open == null) {
				continue;
			}
			if (this.closed.get()) {
				open.release();
				break;
			}
			// A deletion that began before the use did has not seen it, and the other way
			// round.
			if (!isBeingDeleted(branch) && this.catalogue.holds(branch)) {
				return open;
			}
			open.release();
		}
		throw closing();
	}

	/**
	 * Begin to use a branch.
	 * @param end when to stop waiting while it is being closed
	 * @param again whether the caller tries again then
	 * @return the branch, or {@code null} if it is to be tried again
	 */
	private @Nullable OpenBranch use(BranchEntry branch, long end, boolean again) {
		OpenBranch known = this.branches.get(branch.fileId());
		OpenBranch open = (known != null) ? known
				: this.branches.computeIfAbsent(branch.fileId(), (id) -> new OpenBranch(branch, this.context));
		if (open.retain()) {
			if (known == null) {
				makeRoom();
			}
			return open;
		}
		if (!open.awaitClosed(end)) {
			if (again) {
				return null;
			}
			throw new Fault(FaultCode.UNAVAILABLE, "the database is being closed; nothing was done, try again");
		}
		if (open.isClosed()) {
			this.branches.remove(branch.fileId(), open);
		}
		return null;
	}

	/**
	 * Make the file of a fork. Called while the fork is in use, so it must not wait for
	 * those who wait for that to end.
	 */
	private void buildFork(BranchRow fork) {
		BranchRow.Origin origin = Objects.requireNonNull(fork.origin());
		BranchEntry parent = origin.branch();
		long end = waitEnd();
		OpenBranch open = null;
		while (open == null) {
			if (this.closed.get()) {
				throw closing();
			}
			if (isBeingDeleted(parent) || !this.catalogue.holds(parent)) {
				throw new Fault(FaultCode.UNAVAILABLE, "it is being deleted; nothing was done");
			}
			open = use(parent, Math.min(end, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20)),
					System.nanoTime() < end);
		}
		try {
			open.history().buildFork(fork.entry(), origin.txid());
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
		catch (IOException ex) {
			throw OpenBranch.unavailable(ex);
		}
		finally {
			open.release();
		}
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
			this.rotations.shutdown();
			for (OpenBranch branch : this.branches.values()) {
				if (!branch.retire(end)) {
					logger.warn("A database is closed although a call still uses it");
				}
				branch.close();
			}
			this.branches.clear();
			this.watch.close();
			if (!this.rotations.awaitTermination(this.options.waitLimit().toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("A log is still being moved into its history");
			}
			this.catalogue.close();
		}
		catch (SQLException ex) {
			logger.warn("The catalogue could not be closed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.directory.close();
		}
	}

	/**
	 * Something to do with a branch.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	private interface HistoryWork<T> {

		T apply(OpenBranch open) throws SQLException, IOException;

	}

}
