package ai.memoturn.embedded.memory;

import ai.memoturn.embedded.database.NameRule;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.NodeStore;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes: one branch of one profile. The parts are as they were sent,
 * decoded but not checked; the service checks them at the moment the protocol says.
 *
 * @param namespace the namespace
 * @param profile the profile within it
 * @param branch the branch, {@code main} unless the request says otherwise
 */
public record ProfileAddress(String namespace, String profile, String branch) {

	/**
	 * Return the name of the profile's database.
	 * @return the name, which is one only if the parts are
	 */
	public String databaseName() {
		return this.namespace + NameRule.SEPARATOR + this.profile;
	}

	/**
	 * Check the names.
	 * @return the name of the profile's database
	 * @throws Fault {@code invalid_request} if one breaks the name rule
	 */
	String checkedDatabaseName() {
		if (!NameRule.accepts(this.namespace) || !NameRule.accepts(this.profile)) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid namespace or profile name");
		}
		return databaseName();
	}

	/**
	 * Look up the branch.
	 * @param store where to
	 * @return the branch
	 * @throws Fault {@code invalid_request}, {@code database_not_found} or
	 * {@code branch_not_found}
	 */
	BranchEntry existingBranch(NodeStore store) {
		DatabaseEntry database = store.database(checkedDatabaseName());
		if (database == null) {
			throw new Fault(FaultCode.DATABASE_NOT_FOUND, "profile not found");
		}
		return branch(store, database);
	}

	BranchEntry branch(NodeStore store, DatabaseEntry database) {
		@Nullable BranchEntry entry = store.branch(database, this.branch);
		if (entry == null) {
			throw new Fault(FaultCode.BRANCH_NOT_FOUND, "branch not found");
		}
		return entry;
	}

}
