package ai.memoturn.client.memory;

import java.util.List;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A question to answer from memory, and filters on the memories that may be used.
 * Immutable. {@link #toString()} does not show the question.
 */
public final class AskRequest {

	private final String question;

	private final @Nullable List<MemoryType> types;

	private final @Nullable String session;

	private final @Nullable String source;

	private final @Nullable Integer k;

	private final boolean includeSuperseded;

	private AskRequest(Builder builder) {
		this.question = builder.question;
		this.types = builder.types;
		this.session = builder.session;
		this.source = builder.source;
		this.k = builder.k;
		this.includeSuperseded = builder.includeSuperseded;
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
	 * Return the kinds of memory that may be used.
	 * @return the types, {@code null} for all
	 */
	public @Nullable List<MemoryType> types() {
		return this.types;
	}

	/**
	 * Return the session whose memories alone may be used.
	 * @return the session id, {@code null} for all
	 */
	public @Nullable String session() {
		return this.session;
	}

	/**
	 * Return the source whose memories alone may be used.
	 * @return the source, {@code null} for all
	 */
	public @Nullable String source() {
		return this.source;
	}

	/**
	 * Return how many memories may be used.
	 * @return the number, {@code null} for the server's default of 8
	 */
	public @Nullable Integer k() {
		return this.k;
	}

	/**
	 * Return whether superseded memories may be used too.
	 * @return {@code true} if they may
	 */
	public boolean includeSuperseded() {
		return this.includeSuperseded;
	}

	@Override
	public String toString() {
		return "AskRequest[k=" + this.k + ", types=" + this.types + "]";
	}

	/**
	 * Collects what to ask.
	 */
	public static final class Builder {

		private final String question;

		private @Nullable List<MemoryType> types;

		private @Nullable String session;

		private @Nullable String source;

		private @Nullable Integer k;

		private boolean includeSuperseded;

		private Builder(String question) {
			this.question = Checks.notBlank("question", question);
		}

		/**
		 * Use memories of these kinds only. Without any, nothing is used.
		 * @param types the kinds of memory
		 * @return this builder
		 */
		public Builder types(MemoryType... types) {
			this.types = Checks.elements("types", types);
			return this;
		}

		/**
		 * Use memories of this session only.
		 * @param session the session id
		 * @return this builder
		 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or
		 * no well-formed text
		 */
		public Builder session(String session) {
			this.session = Checks.segment("session", session);
			return this;
		}

		/**
		 * Use memories of this source only.
		 * @param source who stored them
		 * @return this builder
		 * @throws IllegalArgumentException if the source is no well-formed text
		 */
		public Builder source(String source) {
			this.source = Checks.wellFormed("source", Checks.notNull("source", source));
			return this;
		}

		/**
		 * Use at most this many memories.
		 * @param k 1 or more; the server uses at most 1000
		 * @return this builder
		 * @throws IllegalArgumentException if {@code k} is below 1
		 */
		public Builder k(int k) {
			this.k = Checks.positive("k", k);
			return this;
		}

		/**
		 * Set whether superseded memories may be used too.
		 * @param includeSuperseded {@code true} to use them
		 * @return this builder
		 */
		public Builder includeSuperseded(boolean includeSuperseded) {
			this.includeSuperseded = includeSuperseded;
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
