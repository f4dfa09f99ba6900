package ai.memoturn.client.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to recall: at least one of query, embedding and topic key, and filters. Immutable.
 */
public final class RecallRequest {

	private final @Nullable String query;

	private final float @Nullable [] embedding;

	private final @Nullable String topicKey;

	private final @Nullable List<MemoryType> types;

	private final @Nullable String session;

	private final @Nullable String source;

	private final @Nullable Integer k;

	private final boolean includeSuperseded;

	private RecallRequest(Builder builder) {
		this.query = builder.query;
		this.embedding = builder.embedding;
		this.topicKey = builder.topicKey;
		this.types = (builder.types != null) ? List.copyOf(builder.types) : null;
		this.session = builder.session;
		this.source = builder.source;
		this.k = builder.k;
		this.includeSuperseded = builder.includeSuperseded;
	}

	public static Builder builder() {
		return new Builder();
	}

	public @Nullable String query() {
		return this.query;
	}

	public float @Nullable [] embedding() {
		return (this.embedding != null) ? this.embedding.clone() : null;
	}

	public @Nullable String topicKey() {
		return this.topicKey;
	}

	public @Nullable List<MemoryType> types() {
		return this.types;
	}

	public @Nullable String session() {
		return this.session;
	}

	public @Nullable String source() {
		return this.source;
	}

	public @Nullable Integer k() {
		return this.k;
	}

	public boolean includeSuperseded() {
		return this.includeSuperseded;
	}

	/**
	 * Collects what to recall.
	 */
	public static final class Builder {

		private @Nullable String query;

		private float @Nullable [] embedding;

		private @Nullable String topicKey;

		private @Nullable List<MemoryType> types;

		private @Nullable String session;

		private @Nullable String source;

		private @Nullable Integer k;

		private boolean includeSuperseded;

		private Builder() {
		}

		public Builder query(String query) {
			this.query = query;
			return this;
		}

		public Builder embedding(float... embedding) {
			this.embedding = embedding.clone();
			return this;
		}

		public Builder topicKey(String topicKey) {
			this.topicKey = topicKey;
			return this;
		}

		public Builder types(MemoryType... types) {
			this.types = new ArrayList<>(Arrays.asList(types));
			return this;
		}

		public Builder session(String session) {
			this.session = session;
			return this;
		}

		public Builder source(String source) {
			this.source = source;
			return this;
		}

		public Builder k(int k) {
			this.k = k;
			return this;
		}

		public Builder includeSuperseded(boolean includeSuperseded) {
			this.includeSuperseded = includeSuperseded;
			return this;
		}

		public RecallRequest build() {
			return new RecallRequest(this);
		}

	}

}
