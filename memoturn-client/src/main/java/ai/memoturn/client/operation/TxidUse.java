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

	/** Moves the transaction id up and answers the one at which its effect shows. */
	ADVANCE,

	/** Takes the branch, or the whole database, back or away. */
	RESET

}
