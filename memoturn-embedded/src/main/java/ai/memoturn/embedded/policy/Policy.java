package ai.memoturn.embedded.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.json.WrongShapeException;
import org.jspecify.annotations.Nullable;

/**
 * One policy as somebody set it, of a namespace or of a profile.
 */
public final class Policy {

	static final Policy EMPTY = new Policy(Map.of(), "{}");

	private final Map<PolicyField, Long> values;

	private final String json;

	private Policy(Map<PolicyField, Long> values, String json) {
		this.values = values;
		this.json = json;
	}

	/**
	 * Read a policy.
	 * @param text canonical JSON text
	 * @return the policy, without the known fields that are {@code null}
	 * @throws Fault {@code invalid_request} at the first value of a wrong type
	 */
	static Policy read(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		try {
			return JsonReader.readLenient(bytes, bytes.length, Policy::read);
		}
		catch (WrongShapeException ex) {
			throw new Fault(FaultCode.INVALID_REQUEST, "policy: " + ex.getMessage());
		}
	}

	private static Policy read(JsonReader json) {
		Map<PolicyField, Long> values = new EnumMap<>(PolicyField.class);
		JsonWriter kept = new JsonWriter(256).beginObject();
		if (json.beginObject()) {
			for (String name = json.nextField(); name != null; name = json.nextField()) {
				Map<String, PolicyField> fields = PolicyField.ofSection(name);
				if (fields == null) {
					kept.name(name).raw(json.canonical());
				}
				else if (!json.isNull() && json.beginObject()) {
					readSection(json, fields, values, kept.name(name).beginObject());
					kept.endObject();
				}
			}
		}
		return new Policy(values, kept.endObject().toString());
	}

	private static void readSection(JsonReader json, Map<String, PolicyField> fields, Map<PolicyField, Long> values,
			JsonWriter kept) {
		for (String name = json.nextField(); name != null; name = json.nextField()) {
			PolicyField field = fields.get(name);
			if (field == null) {
				kept.name(name).raw(json.canonical());
			}
			else if (!json.isNull()) {
				long value = field.read(json);
				values.put(field, value);
				kept.name(name).raw(field.text(value));
			}
		}
	}

	/**
	 * Check the values.
	 * @param override whether the policy is that of a profile
	 * @throws Fault {@code invalid_request} with everything that is wrong
	 */
	void validate(boolean override) {
		List<String> violations = new ArrayList<>();
		for (PolicyField field : PolicyField.values()) {
			Long value = this.values.get(field);
			if (value != null) {
				violations.addAll(field.violations(value, override));
				Long fine = this.values.get(PolicyField.PITR);
				if (field == PolicyField.PITR_SNAPSHOT && fine != null && value < fine) {
					violations.add(field.dotted() + " must be >= " + PolicyField.PITR.dotted() + ", got " + value
							+ " < " + fine);
				}
			}
		}
		if (!violations.isEmpty()) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid policy: " + String.join("; ", violations));
		}
	}

	/**
	 * Check that an override only tightens this policy.
	 * @throws Fault {@code conflict} with everything that it loosens
	 */
	void requireTightened(Policy override) {
		List<String> loosenings = new ArrayList<>();
		override.values.forEach((field, value) -> {
			Long mine = this.values.get(field);
			String loosening = (mine != null) ? field.loosening(value, mine) : null;
			if (loosening != null) {
				loosenings.add(loosening);
			}
		});
		if (!loosenings.isEmpty()) {
			throw new Fault(FaultCode.CONFLICT, "override loosens namespace policy: " + String.join("; ", loosenings));
		}
	}

	@Nullable Long value(PolicyField field) {
		return this.values.get(field);
	}

	/**
	 * Return the policy as it is stored and answered.
	 * @return JSON text
	 */
	public String json() {
		return this.json;
	}

}
