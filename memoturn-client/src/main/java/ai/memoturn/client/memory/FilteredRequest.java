package ai.memoturn.client.memory;

import java.util.List;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the memories that it looks at.
 */
abstract class FilteredRequest {

	private final @Nullable List<MemoryType> types;

	private final @Nullable String session;

	private final @Nullable String source;

	private final @Nullable Integer k;

	private final boolean includeSuperseded;

	FilteredRequest(Builder<?> builder) {
		this.types = builder.types;
		this.session = builder.session;
		this.source = builder.source;
		this.k = builder.k;
		this.includeSuperseded = builder.includeSuperseded;
	}

	/**
	 * Return the kinds of memory to look at.
	 * @return the types, {@code null} for all
	 */
	public @Nullable List<MemoryType> types() {
		return this.types;
	}

	/**
	 * Return the session whose memories alone are looked at.
	 * @return the session id, {@code null} for all
	 */
	public @Nullable String session() {
		return this.session;
	}

	/**
	 * Return the source whose memories alone are looked at.
	 * @return the source, {@code null} for all
	 */
	public @Nullable String source() {
		return this.source;
	}

	/**
	 * Return how many memories to find.
	 * @return the number, {@code null} for the server's default of 8
	 */
	public @Nullable Integer k() {
		return this.k;
	}

	/**
	 * Return whether superseded memories are looked at too.
	 * @return {@code true} if they are
	 */
	public boolean includeSuperseded() {
		return this.includeSuperseded;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[k=" + this.k + ", types=" + this.types + "]";
	}

	/**
	 * Collects what a request says of the memories that it looks at.
	 *
	 * @param <B> the builder of the request
	 */
	abstract static class Builder<B extends Builder<B>> {

		private @Nullable List<MemoryType> types;

		private @Nullable String session;

		private @Nullable String source;

		private @Nullable Integer k;

		private boolean includeSuperseded;

		Builder() {
		}

		abstract B self();

		/**
		 * Look at memories of these kinds only. Without any, nothing is found.
		 * @param types the kinds of memory
		 * @return this builder
		 */
		public B types(MemoryType... types) {
			this.types = Checks.elements("types", types);
			return self();
		}

		/**
		 * Look at memories of this session only.
		 * @param session the session id
		 * @return this builder
		 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or
		 * no well-formed text
		 */
		public B session(String session) {
			this.session = Checks.segment("session", session);
			return self();
		}

		/**
		 * Look at memories of this source only.
		 * @param source who stored them
		 * @return this builder
		 * @throws IllegalArgumentException if the source is no well-formed text
		 */
		public B source(String source) {
			this.source = Checks.wellFormed("source", Checks.notNull("source", source));
			return self();
		}

		/**
		 * Find at most this many memories.
		 * @param k 1 or more; the server finds at most 1000
		 * @return this builder
		 * @throws IllegalArgumentException if {@code k} is below 1
		 */
		public B k(int k) {
			this.k = Checks.positive("k", k);
			return self();
		}

		/**
		 * Set whether superseded memories are looked at too.
		 * @param includeSuperseded {@code true} to look at them
		 * @return this builder
		 */
		public B includeSuperseded(boolean includeSuperseded) {
			this.includeSuperseded = includeSuperseded;
			return self();
		}

	}

}
