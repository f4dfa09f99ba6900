package ai.memoturn.boot.autoconfigure;

/**
 * Where the memories of the application are kept.
 */
public enum MemoturnMode {

	/**
	 * With {@code memoturn.url}, at that URL. Without, in an embedded node, if
	 * {@code memoturn-embedded} is on the class path and the application runs unpackaged,
	 * that is, from the class directories of a project: in the IDE, by
	 * {@code spring-boot:run} or in a test. Otherwise the start fails.
	 */
	AUTO,

	/**
	 * In the node or cluster at {@code memoturn.url}.
	 */
	REMOTE,

	/**
	 * In a node that runs inside the application, also when it is packaged.
	 */
	EMBEDDED

}
