package ai.memoturn.client.audit;

import java.time.Instant;
import java.util.function.Consumer;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Which events of an audit stream to read. Immutable.
 */
public final class AuditQuery {

	private final @Nullable Instant from;

	private final @Nullable Instant to;

	private final @Nullable String action;

	private final @Nullable String profile;

	private final @Nullable AuditOutcome outcome;

	private final @Nullable Integer pageSize;

	private final @Nullable String cursor;

	private AuditQuery(Builder builder) {
		this.from = builder.from;
		this.to = builder.to;
		this.action = builder.action;
		this.profile = builder.profile;
		this.outcome = builder.outcome;
		this.pageSize = builder.pageSize;
		this.cursor = builder.cursor;
	}

	static AuditQuery of(Consumer<Builder> query) {
		Builder builder = builder();
		query.accept(builder);
		return builder.build();
	}

	/**
	 * Start a query.
	 * @return a builder; without a filter it asks for everything of the last 24 hours
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the first time of which events are read.
	 * @return the time, {@code null} for 24 hours before {@link #to()}
	 */
	public @Nullable Instant from() {
		return this.from;
	}

	/**
	 * Return the last time of which events are read.
	 * @return the time, {@code null} for that of each request
	 */
	public @Nullable Instant to() {
		return this.to;
	}

	/**
	 * Return what was done.
	 * @return an action, or what it begins with up to and including a dot; {@code null}
	 * for all
	 */
	public @Nullable String action() {
		return this.action;
	}

	/**
	 * Return the profile whose events alone are read.
	 * @return the profile, {@code null} for all, and what concerns the namespace
	 */
	public @Nullable String profile() {
		return this.profile;
	}

	/**
	 * Return how it ended.
	 * @return the outcome, {@code null} for all
	 */
	public @Nullable AuditOutcome outcome() {
		return this.outcome;
	}

	/**
	 * Return how many events to fetch at once.
	 * @return the number, {@code null} for the server's default of 100
	 */
	public @Nullable Integer pageSize() {
		return this.pageSize;
	}

	/**
	 * Return where to begin.
	 * @return the {@link AuditPage#nextCursor()} of a page, {@code null} for the oldest
	 * event
	 */
	public @Nullable String cursor() {
		return this.cursor;
	}

	/**
	 * Return this query from another place on. A cursor belongs to the namespace, not to
	 * the filters, which stay in force.
	 * @param cursor the {@link AuditPage#nextCursor()} of a page, {@code null} for the
	 * oldest event
	 * @return the query
	 * @throws IllegalArgumentException if the cursor is empty or no well-formed text
	 */
	public AuditQuery withCursor(@Nullable String cursor) {
		Builder builder = new Builder(this);
		builder.cursor = Builder.checked("cursor", cursor);
		return new AuditQuery(builder);
	}

	/**
	 * Return what to ask for behind a page that this query brought.
	 * @param page the page
	 * @return the query, {@code null} when the page is the last
	 */
	@Nullable AuditQuery behind(AuditPage page) {
		return page.hasNext() ? withCursor(page.nextCursor()) : null;
	}

	@Override
	public String toString() {
		return "AuditQuery[from=" + this.from + ", to=" + this.to + ", action=" + this.action + ", profile="
				+ this.profile + ", outcome=" + this.outcome + ", pageSize=" + this.pageSize + "]";
	}

	/**
	 * Collects which events to read.
	 */
	public static final class Builder {

		private @Nullable Instant from;

		private @Nullable Instant to;

		private @Nullable String action;

		private @Nullable String profile;

		private @Nullable AuditOutcome outcome;

		private @Nullable Integer pageSize;

		private @Nullable String cursor;

		private Builder() {
		}

		private Builder(AuditQuery query) {
			this.from = query.from;
			this.to = query.to;
			this.action = query.action;
			this.profile = query.profile;
			this.outcome = query.outcome;
			this.pageSize = query.pageSize;
		}

		/**
		 * Read what happened at this time or later. Without it the server begins 24 hours
		 * before {@link #to}, reckoned for each page anew, so that a slow reader loses
		 * what falls out: whoever reads more than a page should set it.
		 * @param from the time, cut to milliseconds
		 * @return this builder
		 * @throws IllegalArgumentException if the time lies beyond what milliseconds can
		 * count
		 */
		public Builder from(Instant from) {
			this.from = millis("from", from);
			return this;
		}

		/**
		 * Read what happened at this time or earlier. Without it reading goes on to the
		 * end of the stream, which may grow meanwhile.
		 * @param to the time, cut to milliseconds
		 * @return this builder
		 * @throws IllegalArgumentException if the time lies beyond what milliseconds can
		 * count
		 */
		public Builder to(Instant to) {
			this.to = millis("to", to);
			return this;
		}

		/**
		 * Read of these actions only.
		 * @param action an action, or with a dot at its end every action that begins so:
		 * {@code ai.}
		 * @return this builder
		 * @throws IllegalArgumentException if the action is empty, which would match
		 * nothing, or no well-formed text
		 */
		public Builder action(String action) {
			this.action = checked("action", Checks.notNull("action", action));
			return this;
		}

		/**
		 * Read of this action only.
		 * @param action the action
		 * @return this builder
		 * @throws IllegalArgumentException if the action is empty
		 */
		public Builder action(AuditAction action) {
			return action(Checks.notNull("action", action).value());
		}

		/**
		 * Read of this profile only.
		 * @param profile the profile
		 * @return this builder
		 * @throws IllegalArgumentException if the name breaks the protocol's rule
		 */
		public Builder profile(String profile) {
			this.profile = Checks.name("profile", profile);
			return this;
		}

		/**
		 * Read of what ended so only.
		 * @param outcome the outcome
		 * @return this builder
		 * @throws IllegalArgumentException if the outcome is empty, which would match
		 * nothing
		 */
		public Builder outcome(AuditOutcome outcome) {
			checked("outcome", Checks.notNull("outcome", outcome).value());
			this.outcome = outcome;
			return this;
		}

		/**
		 * Fetch this many events at once. It bounds no more than a page: to end earlier,
		 * limit the stream or the {@code Flux}.
		 * @param pageSize 1 or more; the server fetches at most 1000
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder pageSize(int pageSize) {
			this.pageSize = Checks.positive("pageSize", pageSize);
			return this;
		}

		/**
		 * Begin behind a page that was read.
		 * @param cursor the {@link AuditPage#nextCursor()} of the page
		 * @return this builder
		 * @throws IllegalArgumentException if the cursor is empty or no well-formed text
		 */
		public Builder cursor(String cursor) {
			this.cursor = checked("cursor", Checks.notNull("cursor", cursor));
			return this;
		}

		/**
		 * Build the query.
		 * @return the query
		 * @throws IllegalArgumentException if {@code from} lies after {@code to}
		 */
		public AuditQuery build() {
			Checks.argument(this.from == null || this.to == null || !this.from.isAfter(this.to),
					() -> "from (" + this.from + ") must not lie after to (" + this.to + "): nothing would match");
			return new AuditQuery(this);
		}

		private static Instant millis(String parameter, Instant time) {
			try {
				return Instant.ofEpochMilli(Checks.notNull(parameter, time).toEpochMilli());
			}
			catch (ArithmeticException ex) {
				throw new IllegalArgumentException(
						parameter + " must be a time that milliseconds can count, but is " + time);
			}
		}

		private static @Nullable String checked(String parameter, @Nullable String text) {
			Checks.argument(text == null || !text.isEmpty(),
					() -> parameter + " must not be empty: leave it out to set none");
			return Checks.wellFormed(parameter, text);
		}

	}

}
