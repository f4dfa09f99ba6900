package ai.memoturn.embedded.policy;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import ai.memoturn.embedded.database.NameRule;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.PolicyRow;
import org.jspecify.annotations.Nullable;

/**
 * The policies of all namespaces (protocol, security and governance, section 3). They are
 * in memory, so that asking costs nothing; a change is in stable storage before it holds.
 * Safe for use by many threads.
 */
public final class Policies implements PolicySource {

	private static final int MOST_OVERRIDES = 1000;

	private final GovernanceFile file;

	private final RestoreWindows windows;

	private final InstantSource clock;

	private final Map<String, NamespacePolicies> byNamespace = new ConcurrentHashMap<>();

	/**
	 * Create the policies.
	 * @param file where they are kept
	 * @param windows how far back the node can restore by itself
	 * @param clock tells the time of changes
	 */
	public Policies(GovernanceFile file, RestoreWindows windows, InstantSource clock) {
		this.file = file;
		this.windows = windows;
		this.clock = clock;
		for (PolicyRow row : file.policies()) {
			this.byNamespace.put(row.namespace(), new NamespacePolicies(row.namespace(), row.revision(),
					row.updatedAt(), Policy.read(row.policy()), overrides(row.overrides())));
		}
	}

	private static SortedMap<String, Policy> overrides(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return JsonReader.readLenient(bytes, bytes.length, (json) -> {
			SortedMap<String, Policy> overrides = new TreeMap<>();
			json.beginObject();
			for (String profile = json.nextField(); profile != null; profile = json.nextField()) {
				overrides.put(profile, Policy.read(json.canonical()));
			}
			return Collections.unmodifiableSortedMap(overrides);
		});
	}

	/**
	 * Return the policies of a namespace.
	 * @param namespace the namespace
	 * @return its policies
	 * @throws Fault {@code invalid_request} for an invalid name, {@code not_found} if
	 * there are none
	 */
	public NamespacePolicies get(String namespace) {
		checkNamespace(namespace);
		NamespacePolicies policies = this.byNamespace.get(namespace);
		if (policies == null) {
			throw new Fault(FaultCode.NOT_FOUND, "the namespace has no policy");
		}
		return policies;
	}

	/**
	 * Return the policies of a profile's namespace.
	 * @param namespace the namespace
	 * @param profile the profile, which need not exist
	 * @return the policies; revision 0 if there are none
	 * @throws Fault {@code invalid_request} for an invalid name
	 */
	public NamespacePolicies get(String namespace, String profile) {
		checkProfile(namespace, profile);
		return known(namespace);
	}

	private NamespacePolicies known(String namespace) {
		return this.byNamespace.getOrDefault(namespace, NamespacePolicies.none(namespace));
	}

	/**
	 * Return what holds for a namespace as such.
	 * @param namespace the namespace
	 * @return its policy with the defaults
	 */
	public EffectivePolicy effective(String namespace) {
		return EffectivePolicy.of(known(namespace).policy(), null);
	}

	@Override
	public EffectivePolicy effective(String namespace, String profile) {
		NamespacePolicies policies = this.byNamespace.get(namespace);
		EffectivePolicy effective = (policies != null) ? policies.effective(profile) : EffectivePolicy.UNRESTRICTED;
		return effective.within(this.windows);
	}

	/**
	 * Return the namespaces that have policies.
	 * @return their names
	 */
	public List<String> namespaces() {
		return List.copyOf(this.byNamespace.keySet());
	}

	/**
	 * Replace the policy of a namespace.
	 * @param namespace the namespace
	 * @param json the policy, canonical JSON text
	 * @return the policies that hold from now on
	 * @throws Fault {@code invalid_request} for an invalid name or policy,
	 * {@code unavailable} if storage fails; nothing has changed then
	 */
	public NamespacePolicies set(String namespace, String json) {
		checkNamespace(namespace);
		Policy policy = Policy.read(json);
		policy.validate(false);
		synchronized (this) {
			return store(known(namespace).with(policy, this.clock.millis()));
		}
	}

	/**
	 * Replace or remove the override of a profile.
	 * @param namespace the namespace
	 * @param profile the profile, which need not exist
	 * @param json the override, canonical JSON text; {@code null} removes it
	 * @return the policies that hold from now on
	 * @throws Fault {@code invalid_request} for an invalid name or policy or one override
	 * too many, {@code conflict} if it loosens what the namespace says,
	 * {@code unavailable} if storage fails; nothing has changed then
	 */
	public NamespacePolicies setOverride(String namespace, String profile, @Nullable String json) {
		checkProfile(namespace, profile);
		Policy override = (json != null) ? Policy.read(json) : null;
		if (override != null) {
			override.validate(true);
		}
		synchronized (this) {
			NamespacePolicies policies = known(namespace);
			if (override != null) {
				policies.policy().requireTightened(override);
			}
			NamespacePolicies changed = policies.with(profile, override, this.clock.millis());
			if (changed.overrides().size() > MOST_OVERRIDES) {
				throw new Fault(FaultCode.INVALID_REQUEST, "a namespace has at most 1000 overrides");
			}
			return store(changed);
		}
	}

	private NamespacePolicies store(NamespacePolicies policies) {
		JsonWriter overrides = new JsonWriter(256).beginObject();
		policies.overrides().forEach((profile, policy) -> overrides.name(profile).raw(policy.json()));
		this.file.savePolicies(new PolicyRow(policies.namespace(), policies.revision(), policies.updatedAt(),
				policies.policy().json(), overrides.endObject().toString()));
		this.byNamespace.put(policies.namespace(), policies);
		return policies;
	}

	private static void checkNamespace(String namespace) {
		if (!NameRule.accepts(namespace)) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid namespace");
		}
	}

	private static void checkProfile(String namespace, String profile) {
		if (!NameRule.accepts(namespace) || !NameRule.accepts(profile)) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid namespace or profile name");
		}
	}

}
