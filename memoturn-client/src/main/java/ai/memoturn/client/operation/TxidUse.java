package ai.memoturn.client.operation;

/**
 * What an operation has to do with the transaction id of a branch, and so with reading
 * one's own writes.
 */
public enum TxidUse {

	/** Nothing. */
	NONE,

	/** Honours a lowest transaction id to read at, and answers the one it read at. */
	FLOOR,

	/**
	 * Answers the transaction id that the branch has reached, without moving it or
	 * honouring a lowest one.
	 */
	OBSERVE,

	/** Moves the transaction id up and answers the one at which its effect shows. */
	ADVANCE,

	/**
	 * Takes a branch back, replaces or removes it: transaction ids seen on that branch
	 * before mean nothing afterwards.
	 */
	RESET

}
