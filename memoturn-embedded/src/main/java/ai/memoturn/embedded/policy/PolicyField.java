package ai.memoturn.embedded.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.memoturn.embedded.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a policy (protocol, security and governance, 3.1), in the order in which
 * they are complained about and answered. A value is a number: seconds or a count, 0 or 1
 * for false and true, or the place of an {@link Egress} rule.
 */
public enum PolicyField {

	PITR("retention", "pitr_secs", "pitr_secs", Kind.NUMBER, 60),

	PITR_SNAPSHOT("retention", "pitr_snapshot_secs", "pitr_snapshot_secs", Kind.NUMBER, 60),

	TASK_TTL_MAX("memory", "task_ttl_max_secs", "task_ttl_max_secs", Kind.NUMBER, 60),

	EVENT_MAX_AGE("memory", "event_max_age_secs", "event_max_age_secs", Kind.NUMBER, 60),

	SUPERSEDED_MAX_AGE("memory", "superseded_max_age_secs", "superseded_max_age_secs", Kind.NUMBER, 60),

	SUPERSEDED_MAX_COUNT("memory", "superseded_max_count", "superseded_max_count", Kind.NUMBER, 1),

	PURGE_ON_FORGET("erasure", "purge_on_forget", "purge_on_forget", Kind.SWITCH, 0),

	ERASURE_GRACE("erasure", "grace_secs", "erasure_grace_secs", Kind.NUMBER, 60),

	AUDIT_ENABLED("audit", "enabled", "audit_enabled", Kind.SWITCH, 0),

	AUDIT_INCLUDE_READS("audit", "include_reads", "audit_include_reads", Kind.SWITCH, 0),

	AUDIT_RETENTION("audit", "retention_secs", "audit_retention_secs", Kind.NUMBER, 60),

	EGRESS_EXTRACT("ai_egress", "extract", "extract", Kind.EGRESS, 0),

	EGRESS_ASK("ai_egress", "ask", "ask", Kind.EGRESS, 0),

	EGRESS_EMBED("ai_egress", "embed", "embed", Kind.EGRESS, 0);

	private static final Map<String, Map<String, PolicyField>> BY_NAME = Stream.of(values())
		.collect(Collectors.groupingBy((field) -> field.section,
				Collectors.toMap((field) -> field.name, Function.identity())));

	private final String section;

	private final String name;

	private final String effectiveName;

	private final Kind kind;

	private final long least;

	PolicyField(String section, String name, String effectiveName, Kind kind, long least) {
		this.section = section;
		this.name = name;
		this.effectiveName = effectiveName;
		this.kind = kind;
		this.least = least;
	}

	/**
	 * Look up the fields of a section.
	 * @return the fields by name, {@code null} if there is no such section
	 */
	static @Nullable Map<String, PolicyField> ofSection(String section) {
		return BY_NAME.get(section);
	}

	/**
	 * Return what the field is called in an effective policy.
	 * @return the name
	 */
	public String effectiveName() {
		return this.effectiveName;
	}

	/**
	 * Return what the value of the field means.
	 * @return its kind
	 */
	public Kind kind() {
		return this.kind;
	}

	String dotted() {
		return this.section + "." + this.name;
	}

	/**
	 * Read a value, which is not {@code null}.
	 * @return the value; unspecified after a complaint
	 */
	long read(JsonReader json) {
		switch (this.kind) {
			case NUMBER -> {
				Long value = json.optionalUnsigned();
				// More than 63 bits hold is no cap either way.
				return (value == null) ? 0 : (value < 0) ? Long.MAX_VALUE : value;
			}
			case SWITCH -> {
				return json.bool() ? 1 : 0;
			}
			default -> {
				String word = json.string();
				Egress rule = (word != null) ? Egress.of(word) : Egress.ALLOW;
				if (rule == null) {
					json.complain("must be allow, self_hosted_only or deny");
					return 0;
				}
				return rule.ordinal();
			}
		}
	}

	/**
	 * Return a value as it stands in a policy.
	 * @param value the value
	 * @return JSON text
	 */
	public String text(long value) {
		return switch (this.kind) {
			case NUMBER -> Long.toString(value);
			case SWITCH -> Boolean.toString(value == 1);
			case EGRESS -> "\"" + Egress.values()[(int) value].wireName() + "\"";
		};
	}

	/**
	 * Say what is wrong with a value by itself.
	 * @param override whether it is that of a profile
	 */
	List<String> violations(long value, boolean override) {
		if (this == AUDIT_RETENTION && override) {
			return List.of(dotted() + " can only be set for the whole namespace");
		}
		if (this.kind == Kind.NUMBER && value < this.least) {
			return List.of(dotted() + " must be >= " + this.least + ", got " + value);
		}
		boolean model = this == EGRESS_EXTRACT || this == EGRESS_ASK;
		if (model && value == Egress.SELF_HOSTED_ONLY.ordinal()) {
			return List.of(dotted() + " must be allow or deny, got self_hosted_only");
		}
		return List.of();
	}

	long strictest(long one, long other) {
		return (this.kind == Kind.NUMBER) ? Math.min(one, other) : Math.max(one, other);
	}

	/**
	 * Say how a value is looser than that of the namespace.
	 * @return what is wrong, {@code null} if it is not
	 */
	@Nullable String loosening(long value, long namespaceValue) {
		if (strictest(value, namespaceValue) == value) {
			return null;
		}
		return dotted() + switch (this.kind) {
			case NUMBER -> " " + value + " > " + namespaceValue;
			case SWITCH -> " false < true";
			case EGRESS -> " " + Egress.values()[(int) value].label() + " looser than "
					+ Egress.values()[(int) namespaceValue].label();
		};
	}

	/**
	 * What the value of a field means.
	 */
	public enum Kind {

		/** Seconds or a count; less is stricter, and unset is no limit. */
		NUMBER,

		/** Yes or no; yes is stricter. */
		SWITCH,

		/** A rule about what may leave the node. */
		EGRESS

	}

	/**
	 * Whether content may go to a model, the stricter the later.
	 */
	enum Egress {

		ALLOW("Allow"), SELF_HOSTED_ONLY("SelfHostedOnly"), DENY("Deny");

		private final String wireName = name().toLowerCase(Locale.ROOT);

		private final String label;

		Egress(String label) {
			this.label = label;
		}

		static @Nullable Egress of(String wireName) {
			for (Egress rule : values()) {
				if (rule.wireName.equals(wireName)) {
					return rule;
				}
			}
			return null;
		}

		String wireName() {
			return this.wireName;
		}

		String label() {
			return this.label;
		}

	}

}
