package ai.memoturn.client.memory;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Turns of a conversation from which memories are to be distilled. Immutable.
 */
public final class ExtractRequest {

	private final List<Turn> turns;

	private final @Nullable String session;

	private final @Nullable String source;

	private ExtractRequest(Builder builder) {
		this.turns = List.copyOf(builder.turns);
		this.session = builder.session;
		this.source = builder.source;
	}

	public static Builder builder() {
		return new Builder();
	}

	public List<Turn> turns() {
		return this.turns;
	}

	public @Nullable String session() {
		return this.session;
	}

	public @Nullable String source() {
		return this.source;
	}

	/**
	 * Collects what to extract from.
	 */
	public static final class Builder {

		private final List<Turn> turns = new ArrayList<>();

		private @Nullable String session;

		private @Nullable String source;

		private Builder() {
		}

		public Builder turn(String role, @Nullable Object content) {
			this.turns.add(new Turn(role, content));
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

		public ExtractRequest build() {
			return new ExtractRequest(this);
		}

	}

}
