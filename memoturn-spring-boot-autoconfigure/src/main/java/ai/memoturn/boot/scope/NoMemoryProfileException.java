package ai.memoturn.boot.scope;

/**
 * Thrown when a scoped memory profile is used and it cannot be said whose memories are
 * meant: nobody is signed in, there is no resolver, no namespace, or the name of the user
 * is no profile name. Nothing was sent. Repeating the call as the same user in the same
 * configuration fails again.
 */
public class NoMemoryProfileException extends IllegalStateException {

	/**
	 * Create the exception.
	 * @param message why there is no profile and what to do about it
	 */
	public NoMemoryProfileException(String message) {
		super(message);
	}

}
