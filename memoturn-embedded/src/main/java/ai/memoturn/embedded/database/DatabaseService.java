package ai.memoturn.embedded.database;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.NodeStore;

/**
 * What the control routes of databases do, without HTTP, and where the routes of one
 * database lead. Safe for use by many threads.
 */
public final class DatabaseService {

	/** Encoded three characters a byte, it still fits a request line. */
	private static final int MOST_NAME_BYTES = 4096;

	private final NodeStore store;

	private final InstantSource clock;

	public DatabaseService(NodeStore store, InstantSource clock) {
		this.store = store;
		this.clock = clock;
	}

	/**
	 * Create a database. Its file is made at the first use.
	 * @param name its name
	 * @return the database, which is in stable storage
	 * @throws Fault {@code invalid_request} if the name breaks the rule,
	 * {@code already_exists} if it is taken, {@code unavailable} if storage fails
	 */
	public DatabaseEntry create(String name) {
		checkName(name);
		DatabaseEntry created = this.store.createDatabase(name, this.clock.millis());
		if (created == null) {
			throw new Fault(FaultCode.ALREADY_EXISTS, "database already exists: " + name);
		}
		return created;
	}

	/**
	 * The protocol's rule, and what could never be addressed by a path.
	 */
	private static void checkName(String name) {
		String problem = null;
		if (name.isEmpty()) {
			problem = "it is empty";
		}
		else if (name.indexOf('@') >= 0 || name.indexOf('/') >= 0 || name.contains("--")) {
			problem = "it must not hold '@', '/' or '--'";
		}
		else if (name.equals(".") || name.equals("..") || name.chars().anyMatch(Character::isISOControl)) {
			problem = "it must not be '.' or '..' or hold control characters";
		}
		else if (name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
			problem = "it is longer than " + MOST_NAME_BYTES + " bytes";
		}
		if (problem != null) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid database name: " + problem);
		}
	}

	/**
	 * List all databases, those of profiles included.
	 * @return the databases by name, in the order of their bytes
	 */
	public List<DatabaseEntry> list() {
		return this.store.databases("");
	}

	/**
	 * Delete a database with all its branches, for good. What runs on it ends first; what
	 * comes meanwhile waits and is then told that there is none.
	 * @param name its name
	 * @throws Fault {@code database_not_found} if there is none of that name,
	 * {@code unavailable} if it stays in use for too long or storage fails; nothing was
	 * done then
	 */
	public void delete(String name) {
		if (!this.store.deleteDatabase(name, this.clock.millis())) {
			throw noSuchDatabase(name);
		}
	}

	/**
	 * Look up a database.
	 * @param name its name
	 * @return the database
	 * @throws Fault {@code database_not_found} if there is none
	 */
	public DatabaseEntry database(String name) {
		DatabaseEntry database = this.store.database(name);
		if (database == null) {
			throw noSuchDatabase(name);
		}
		return database;
	}

	/**
	 * Make durable what has been written to a branch.
	 * @param spec database and branch
	 * @return the transaction id up to which all of it is in stable storage
	 * @throws Fault {@code database_not_found} or {@code branch_not_found} if there is
	 * none, {@code unavailable} if storage fails, {@code internal} if the database's file
	 * is damaged
	 */
	public long sync(DatabaseSpec spec) {
		return this.store.sync(branch(spec));
	}

	/**
	 * Look up a branch.
	 * @param spec database and branch
	 * @return the branch
	 * @throws Fault {@code database_not_found} or {@code branch_not_found} if there is
	 * none
	 */
	public BranchEntry branch(DatabaseSpec spec) {
		DatabaseEntry database = database(spec.name());
		BranchEntry branch = this.store.branch(database, spec.branch());
		if (branch == null) {
			throw new Fault(FaultCode.BRANCH_NOT_FOUND, "branch not found: " + spec.branch());
		}
		return branch;
	}

	private static Fault noSuchDatabase(String name) {
		return new Fault(FaultCode.DATABASE_NOT_FOUND, "database not found: " + name);
	}

}
