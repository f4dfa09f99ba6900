package ai.memoturn.client.memory;

import ai.memoturn.client.operation.Checks;

/**
 * A question to answer from memory, and filters on the memories that may be used.
 * Immutable. {@link #toString()} does not show the question.
 */
public final class AskRequest extends FilteredRequest {

	private final String question;

	private AskRequest(Builder builder) {
		super(builder);
		this.question = builder.question;
	}

	/**
	 * Start a request.
	 * @param question what to answer
	 * @return a builder
	 * @throws IllegalArgumentException if the question has no character other than white
	 * space, or is no well-formed text
	 */
	public static Builder builder(String question) {
		return new Builder(question);
	}

	/**
	 * Return what to answer.
	 * @return the question
	 */
	public String question() {
		return this.question;
	}

	/**
	 * Collects what to ask.
	 */
	public static final class Builder extends FilteredRequest.Builder<Builder> {

		private final String question;

		private Builder(String question) {
			this.question = Checks.notBlank("question", question);
		}

		@Override
		Builder self() {
			return this;
		}

		/**
		 * Build the request.
		 * @return the request
		 */
		public AskRequest build() {
			return new AskRequest(this);
		}

	}

}
