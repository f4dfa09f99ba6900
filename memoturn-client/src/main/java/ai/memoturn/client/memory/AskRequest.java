package ai.memoturn.client.memory;

/**
 * A question to answer from memory. Immutable.
 */
public final class AskRequest {

	private final String question;

	private AskRequest(Builder builder) {
		this.question = builder.question;
	}

	public static Builder builder(String question) {
		return new Builder(question);
	}

	public String question() {
		return this.question;
	}

	/**
	 * Collects what to ask.
	 */
	public static final class Builder {

		private final String question;

		private Builder(String question) {
			this.question = question;
		}

		public AskRequest build() {
			return new AskRequest(this);
		}

	}

}
