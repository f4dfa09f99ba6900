package ai.memoturn.embedded;

import org.jspecify.annotations.Nullable;

/**
 * A node cannot be started. The message names the option and says what to do; nothing was
 * left behind by the attempt. Starting again without changing something helps only where
 * the message says that something is in use.
 */
public final class NodeStartException extends RuntimeException {

	/** The option of the builder, if it is about one. */
	private final @Nullable String option;

	/** What is wrong, without the option's name. */
	private final String problem;

	NodeStartException(@Nullable String option, String problem, @Nullable Throwable cause) {
		super((option != null) ? option + ": " + problem : problem, cause);
		this.option = option;
		this.problem = problem;
	}

	/**
	 * Return which option of the builder the failure is about.
	 * @return the name of its method, or {@code null} if it is about none
	 */
	public @Nullable String option() {
		return this.option;
	}

	/**
	 * Return what is wrong and what to do about it, without the option's name.
	 * @return the explanation
	 */
	public String problem() {
		return this.problem;
	}

}
