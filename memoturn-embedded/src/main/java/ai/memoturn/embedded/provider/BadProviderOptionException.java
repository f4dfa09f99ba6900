package ai.memoturn.embedded.provider;

/**
 * An option of a provider cannot be used. The message says why and what to do, never a
 * key.
 */
public final class BadProviderOptionException extends IllegalArgumentException {

	private final String option;

	private final String problem;

	BadProviderOptionException(String option, String problem) {
		super(option + ": " + problem);
		this.option = option;
		this.problem = problem;
	}

	/**
	 * Return which option it is about.
	 * @return {@code provider}, {@code apiKey}, {@code model}, {@code baseUrl} or
	 * {@code timeout}
	 */
	public String option() {
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
