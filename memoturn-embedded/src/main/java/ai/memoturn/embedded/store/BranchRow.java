package ai.memoturn.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * What the catalogue knows of a branch besides its name.
 *
 * @param entry the branch
 * @param generation raised whenever its file is replaced; from 1
 * @param created whether its file was made. If it is missing all the same, it was lost,
 * and must not be taken for an empty branch
 * @param origin for a fork whose file has not been made, where it is to be taken from
 */
record BranchRow(BranchEntry entry, int generation, boolean created, @Nullable Origin origin) {

	/**
	 * Return whether it has a state, be it that of its origin.
	 */
	boolean hasState() {
		return this.created || this.origin != null;
	}

	BranchRow asCreated() {
		return new BranchRow(this.entry, this.generation, true, null);
	}

	BranchRow rewound() {
		return new BranchRow(this.entry, this.generation + 1, true, null);
	}

	/**
	 * A state of another branch.
	 *
	 * @param branch the other branch, whose own file was made
	 * @param txid the transaction id
	 */
	record Origin(BranchEntry branch, long txid) {
	}

}
