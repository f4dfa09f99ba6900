package ai.memoturn.embedded.branch;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.Fork;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Rewound;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of branches do (protocol, branching and control, sections 5 to 7),
 * without HTTP. Every method throws {@code database_not_found} and, unless it says
 * otherwise, {@code branch_not_found} where there is none, and {@code unavailable} if the
 * storage fails or others keep the branch in use for too long; then nothing was done.
 * Safe for use by many threads.
 */
public final class BranchService {

	private static final String MAIN = "main";

	private static final int MOST_NAME_BYTES = 1024;

	private static final Comparator<BranchEntry> BY_NAME = Comparator
		.comparing((branch) -> branch.name().getBytes(StandardCharsets.UTF_8), (a, b) -> Arrays.compareUnsigned(a, b));

	private final NodeStore store;

	private final DatabaseService databases;

	private final InstantSource clock;

	public BranchService(NodeStore store, DatabaseService databases, InstantSource clock) {
		this.store = store;
		this.databases = databases;
		this.clock = clock;
	}

	/**
	 * Create a branch that starts with the newest state of another. It costs the same
	 * however much there is.
	 * @param database the database's name
	 * @param name the new branch's name
	 * @param from the name of the branch to fork, {@code main} if {@code null}
	 * @param ttl in how many seconds the branch may be deleted, from 0; {@code null} if
	 * never
	 * @return the branch, which is in stable storage
	 * @throws Fault {@code invalid_request} if the name breaks the rule, {@code conflict}
	 * if there is a branch of that name
	 */
	public ForkedBranch fork(String database, String name, @Nullable String from, @Nullable Long ttl) {
		checkName(name);
		String parentName = (from != null) ? from : MAIN;
		BranchEntry parent = this.databases.branch(new DatabaseSpec(database, parentName));
		long now = this.clock.millis();
		Long ttlAt = (ttl != null) ? ttlAt(now, ttl) : null;
		Fork fork = this.store.fork(parent, name, now, ttlAt);
		if (fork == null) {
			throw new Fault(FaultCode.CONFLICT, "branch already exists: " + name);
		}
		return new ForkedBranch(name, parentName, fork.txid(), ttlAt, database + "@" + name);
	}

	/**
	 * What lies beyond the end of time never comes either way.
	 */
	private static long ttlAt(long now, long ttl) {
		boolean farAway = ttl < 0 || ttl > (Long.MAX_VALUE - now) / 1000;
		return farAway ? Long.MAX_VALUE : now + ttl * 1000;
	}

	private static void checkName(String name) {
		String problem = null;
		if (name.isEmpty()) {
			problem = "it is empty";
		}
		else if (name.equals(".") || name.equals("..")) {
			problem = "it must not be '.' or '..'";
		}
		else if (name.chars().anyMatch((c) -> c == '/' || c == '\\' || c == '@' || Character.isISOControl(c))) {
			problem = "it must not hold '/', '\\', '@' or control characters";
		}
		else if (name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
			problem = "it is longer than " + MOST_NAME_BYTES + " bytes";
		}
		if (problem != null) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid branch name: " + problem);
		}
	}

	/**
	 * List the branches of a database.
	 * @param database the database's name
	 * @return the branches but {@code main}, by name, in the order of their bytes
	 */
	public List<ListedBranch> list(String database) {
		BranchEntry main = this.databases.branch(new DatabaseSpec(database, MAIN));
		return this.store.branches(main.database())
			.stream()
			.filter((branch) -> !branch.name().equals(MAIN))
			.sorted(BY_NAME)
			.map((branch) -> new ListedBranch(database, branch.name(), branch.ttlAt(), branch.createdAt()))
			.toList();
	}

	/**
	 * Delete a branch. If there is none of that name, nothing happens.
	 * @param database the database's name
	 * @param name the branch's name
	 * @throws Fault {@code invalid_request} if it is {@code main}; never
	 * {@code branch_not_found}
	 */
	public void delete(String database, String name) {
		if (name.equals(MAIN)) {
			throw new Fault(FaultCode.INVALID_REQUEST, "branch 'main' cannot be deleted; delete the database instead");
		}
		BranchEntry main = this.databases.branch(new DatabaseSpec(database, MAIN));
		BranchEntry branch = this.store.branch(main.database(), name);
		if (branch != null) {
			this.store.deleteBranch(branch);
		}
	}

	/**
	 * Give the newest state of a branch a name. A name that is in use moves.
	 * @param database the database's name
	 * @param branch the branch's name
	 * @param name any text
	 * @return the transaction id of the state, which is in stable storage
	 */
	public long checkpoint(String database, String branch, String name) {
		return this.store.checkpoint(this.databases.branch(new DatabaseSpec(database, branch)), name);
	}

	/**
	 * Let a branch be in an earlier state. What was written since is gone, and so are the
	 * names of states above.
	 * @param database the database's name
	 * @param branch the branch's name
	 * @param to the name of a checkpoint of the branch, or else a transaction id in
	 * decimal
	 * @return the state
	 * @throws Fault {@code branch_not_found} also if {@code to} is neither,
	 * {@code conflict} if that state is not restorable
	 */
	public Rewound rewind(String database, String branch, String to) {
		return this.store.rewind(this.databases.branch(new DatabaseSpec(database, branch)), to);
	}

	/**
	 * Bring everything that was committed on a branch to stable storage.
	 * @param spec database and branch
	 * @return the transaction id up to which that holds at least
	 */
	public long sync(DatabaseSpec spec) {
		return this.store.sync(this.databases.branch(spec));
	}

	/**
	 * Delete the branches whose time is over. To be called from time to time.
	 * @return how many were deleted
	 */
	public int deleteExpired() {
		return this.store.deleteExpiredBranches(this.clock.millis());
	}

}
