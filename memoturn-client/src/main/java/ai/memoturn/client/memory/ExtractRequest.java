package ai.memoturn.client.memory;

import java.util.ArrayList;
import java.util.List;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Turns of a conversation from which memories are to be distilled. Immutable.
 * {@link #toString()} does not show what was said.
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

	/**
	 * Start a request.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the conversation.
	 * @return the turns, oldest first
	 */
	public List<Turn> turns() {
		return this.turns;
	}

	/**
	 * Return the session to which the memories will belong.
	 * @return the session id, {@code null} for none
	 */
	public @Nullable String session() {
		return this.session;
	}

	/**
	 * Return who stores the memories.
	 * @return the source, {@code null} for the client's default source
	 */
	public @Nullable String source() {
		return this.source;
	}

	@Override
	public String toString() {
		return "ExtractRequest[turns=" + this.turns.size() + "]";
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

		/**
		 * Add a turn.
		 * @param role who speaks, for example {@code user} or {@code assistant}
		 * @param content what was said, see {@link Turn}
		 * @return this builder
		 * @throws IllegalArgumentException as of {@link Turn}
		 */
		public Builder turn(String role, @Nullable Object content) {
			this.turns.add(new Turn(role, content));
			return this;
		}

		/**
		 * Add turns.
		 * @param turns the turns, oldest first
		 * @return this builder
		 */
		public Builder turns(Iterable<Turn> turns) {
			turns.forEach((turn) -> this.turns.add(Checks.notNull("turns", turn)));
			return this;
		}

		/**
		 * Put the memories into a session.
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
		 * Say who stores the memories.
		 * @param source the source, in place of the client's default source
		 * @return this builder
		 * @throws IllegalArgumentException if the source is no well-formed text
		 */
		public Builder source(String source) {
			this.source = Checks.wellFormed("source", Checks.notNull("source", source));
			return this;
		}

		/**
		 * Build the request.
		 * @return the request
		 * @throws IllegalArgumentException if there is no turn
		 */
		public ExtractRequest build() {
			Checks.argument(!this.turns.isEmpty(), () -> "turns must hold at least one turn");
			return new ExtractRequest(this);
		}

	}

}
