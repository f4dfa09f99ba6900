package ai.memoturn.embedded;

/**
 * When a write is acknowledged. A request can ask for more than the node's default, never
 * for less.
 */
public enum Durability {

	/**
	 * When it is in the database's log: an acknowledged write survives the end of the
	 * process, {@code kill -9} included, but may be lost with the machine's power.
	 */
	STANDARD,

	/**
	 * When it has been flushed to stable storage: an acknowledged write survives the loss
	 * of power.
	 */
	DURABLE

}
