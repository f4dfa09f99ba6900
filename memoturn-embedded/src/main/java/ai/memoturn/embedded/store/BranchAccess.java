package ai.memoturn.embedded.store;

import ai.memoturn.embedded.fault.Fault;

/**
 * A branch whose file is open, for as long as it is lent.
 */
public interface BranchAccess {

	/**
	 * Return which branch it is.
	 * @return the branch
	 */
	BranchEntry entry();

	/**
	 * Write, see {@link NodeStore#write}.
	 * @param durable whether to flush to stable storage first
	 * @param work what to do
	 * @return what the work returned, and the transaction id of the state that holds it
	 * @param <T> what the work returns
	 * @throws Fault as {@link NodeStore#write} does
	 */
	<T> Committed<T> write(boolean durable, WriteWork<T> work);

	/**
	 * Read one committed state, see {@link NodeStore#read}.
	 * @param work what to do
	 * @return what the work returned
	 * @param <T> what the work returns
	 * @throws Fault as {@link NodeStore#read} does
	 */
	<T> T read(ReadWork<T> work);

}
