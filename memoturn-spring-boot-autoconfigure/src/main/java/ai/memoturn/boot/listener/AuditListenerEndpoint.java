package ai.memoturn.boot.listener;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.function.Consumer;

import ai.memoturn.boot.scope.ProfileNameEncoding;
import ai.memoturn.client.audit.AuditOutcome;
import ai.memoturn.client.audit.AuditQuery;
import org.jspecify.annotations.Nullable;

/**
 * Which events of which stream go to which handler. Immutable.
 */
public final class AuditListenerEndpoint {

	private final String id;

	private final String namespace;

	private final @Nullable String action;

	private final @Nullable String profile;

	private final @Nullable AuditOutcome outcome;

	private final @Nullable Instant from;

	private final AuditHandler handler;

	private AuditListenerEndpoint(Builder builder) {
		this.id = builder.id;
		this.namespace = builder.namespace;
		this.action = builder.action;
		this.profile = builder.profile;
		this.outcome = builder.outcome;
		this.from = builder.from;
		this.handler = builder.handler;
		query(100, Instant.EPOCH);
	}

	/**
	 * Build an endpoint.
	 * @param id names the listener and its position, across restarts and instances: 1 to
	 * 128 ASCII letters, digits, dots, hyphens and underscores, a letter or digit first
	 * @param namespace the namespace of the stream
	 * @param handler takes the events
	 * @param endpoint fills in which events
	 * @return the endpoint
	 * @throws IllegalArgumentException if a value cannot be used
	 */
	public static AuditListenerEndpoint of(String id, String namespace, AuditHandler handler,
			Consumer<Builder> endpoint) {
		Builder builder = new Builder(id, namespace, handler);
		endpoint.accept(builder);
		return new AuditListenerEndpoint(builder);
	}

	/**
	 * Return what names the listener and its position.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Return the namespace of the stream.
	 * @return the namespace
	 */
	public String namespace() {
		return this.namespace;
	}

	/**
	 * Return where a listener without a position begins.
	 * @return the first time; {@code null} for when it first starts
	 */
	public @Nullable Instant from() {
		return this.from;
	}

	@Nullable String profile() {
		return this.profile;
	}

	AuditHandler handler() {
		return this.handler;
	}

	AuditQuery query(int pageSize, Instant from) {
		AuditQuery.Builder query = AuditQuery.builder().pageSize(pageSize).from(from);
		if (this.action != null) {
			query.action(this.action);
		}
		if (this.profile != null) {
			query.profile(this.profile);
		}
		if (this.outcome != null) {
			query.outcome(this.outcome);
		}
		return query.build();
	}

	@Override
	public String toString() {
		return "AuditListenerEndpoint[" + this.id + " on " + this.namespace + "]";
	}

	/**
	 * Collects which events.
	 */
	public static final class Builder {

		private final String id;

		private final String namespace;

		private final AuditHandler handler;

		private @Nullable String action;

		private @Nullable String profile;

		private @Nullable AuditOutcome outcome;

		private @Nullable Instant from = Instant.EPOCH;

		private Builder(String id, String namespace, AuditHandler handler) {
			if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
				throw new IllegalArgumentException("id must be 1 to 128 ASCII letters, digits, dots, hyphens and "
						+ "underscores, a letter or digit first, but is '" + id + "'");
			}
			if (!ProfileNameEncoding.isName(namespace)) {
				throw new IllegalArgumentException("namespace must have 1 to 64 characters a-z, 0-9, _ and -, begin "
						+ "with a letter or digit, not end with - and not contain --, but is '" + namespace + "'");
			}
			this.id = id;
			this.namespace = namespace;
			this.handler = Objects.requireNonNull(handler, "handler must not be null");
		}

		/**
		 * Take these actions only.
		 * @param action an action, or with a dot at its end every action that begins so;
		 * {@code null} for all
		 * @return this builder
		 */
		public Builder action(@Nullable String action) {
			this.action = action;
			return this;
		}

		/**
		 * Take the events of this profile only.
		 * @param profile the profile; {@code null} for all, and what concerns the
		 * namespace
		 * @return this builder
		 */
		public Builder profile(@Nullable String profile) {
			this.profile = profile;
			return this;
		}

		/**
		 * Take what ended so only.
		 * @param outcome the outcome; {@code null} for all
		 * @return this builder
		 */
		public Builder outcome(@Nullable AuditOutcome outcome) {
			this.outcome = outcome;
			return this;
		}

		/**
		 * Say where a listener without a position begins: with the oldest event unless
		 * this is called.
		 * @param from the first time, in whole milliseconds; {@code null} for when it
		 * first starts
		 * @return this builder
		 */
		public Builder from(@Nullable Instant from) {
			this.from = from;
			return this;
		}

		/**
		 * Say where a listener without a position begins.
		 * @param from {@code beginning}, {@code now}, or an instant as ISO 8601 writes it
		 * @return this builder
		 * @throws IllegalArgumentException if it is none of these
		 */
		public Builder from(String from) {
			try {
				return switch (from) {
					case "beginning" -> from(Instant.EPOCH);
					case "now" -> from((Instant) null);
					default -> from(Instant.parse(from));
				};
			}
			catch (DateTimeParseException ex) {
				throw new IllegalArgumentException(
						"from must be 'beginning', 'now' or an instant such as 2026-01-31T08:00:00Z, but is '" + from
								+ "'",
						ex);
			}
		}

	}

}
