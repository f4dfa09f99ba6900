package ai.memoturn.client.token;

/**
 * What a token allows. Each includes those before it.
 */
public enum TokenScope {

	/** To read. */
	READ,

	/** To store, change and remove. */
	WRITE,

	/** To checkpoint, fork, rewind and list branches, and to set policies. */
	ADMIN

}
