package ai.memoturn.boot.autoconfigure;

/**
 * When a write counts as stored.
 */
public enum MemoturnDurability {

	/**
	 * When the node has it: survives the end of the node's process.
	 */
	STANDARD,

	/**
	 * When durable storage has it: survives a power failure, and with a cluster the loss
	 * of a node.
	 */
	DURABLE

}
