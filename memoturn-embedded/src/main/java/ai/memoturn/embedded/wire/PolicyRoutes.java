package ai.memoturn.embedded.wire;

import java.util.List;
import java.util.Objects;

import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.audit.AuditEvent;
import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.policy.EffectivePolicy;
import ai.memoturn.embedded.policy.NamespacePolicies;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.policy.Policy;
import ai.memoturn.embedded.policy.PolicyField;

/**
 * The routes of policies (protocol, security and governance, 3.2 and 3.3).
 */
final class PolicyRoutes {

	private static final String NAMESPACE = "/v1/namespaces/{namespace}/policy";

	private static final String PROFILE = "/v1/memory/{namespace}/{profile}/policy";

	private static final String UPDATE = "policy.update";

	private static final String NULL = "null";

	private final Policies policies;

	private final AuditTrail audit;

	PolicyRoutes(Policies policies, AuditTrail audit) {
		this.policies = policies;
		this.audit = audit;
	}

	List<Route> routes() {
		return List.of(Route.get(NAMESPACE, this::namespacePolicy).asControl(),
				Route.put(NAMESPACE, Route.Body.STRICT, Route.Limit.QUERY, this::setNamespacePolicy).asControl(),
				Route.get(PROFILE, this::profilePolicy),
				Route.put(PROFILE, Route.Body.STRICT, Route.Limit.QUERY, this::setProfilePolicy));
	}

	private Reply namespacePolicy(Request request) {
		NamespacePolicies found = this.policies.get(request.variable("namespace"));
		JsonWriter json = namespace(found).name("profiles").beginObject();
		found.overrides().forEach((profile, override) -> json.name(profile).raw(override.json()));
		return Reply.json(200, json.endObject().endObject());
	}

	private Reply setNamespacePolicy(Request request) {
		String policy = request.read(PolicyRoutes::policy);
		String namespace = request.variable("namespace");
		NamespacePolicies set = this.policies.set(namespace, notNull(policy));
		this.audit.record(AuditGate.NAMESPACE,
				AuditEvent.of(UPDATE, namespace, Caller.PLATFORM).on("policy:" + namespace).counting(set.revision()));
		return Reply.json(200, namespace(set).endObject());
	}

	private static String notNull(String policy) {
		if (policy.equals(NULL)) {
			throw new Fault(FaultCode.INVALID_REQUEST,
					"policy must not be null; send an empty object to clear the namespace's policy");
		}
		return policy;
	}

	private static JsonWriter namespace(NamespacePolicies policies) {
		return new JsonWriter(512).beginObject()
			.name("namespace")
			.value(policies.namespace())
			.name("revision")
			.value(policies.revision())
			.name("updated_at")
			.value(policies.updatedAt())
			.name("policy")
			.raw(policies.policy().json());
	}

	private Reply profilePolicy(Request request) {
		return profile(request, this.policies.get(request.variable("namespace"), request.variable("profile")));
	}

	private Reply setProfilePolicy(Request request) {
		String override = request.read(PolicyRoutes::policy);
		String namespace = request.variable("namespace");
		String profile = request.variable("profile");
		NamespacePolicies set = this.policies.setOverride(namespace, profile, override.equals(NULL) ? null : override);
		this.audit.record(AuditGate.PROFILE,
				AuditEvent.of(UPDATE, namespace, profile, request.caller())
					.on("policy:" + namespace + "/" + profile)
					.counting(set.revision()));
		return profile(request, set);
	}

	private Reply profile(Request request, NamespacePolicies policies) {
		String profile = request.variable("profile");
		Policy override = policies.overrides().get(profile);
		JsonWriter json = new JsonWriter(768).beginObject()
			.name("namespace")
			.value(policies.namespace())
			.name("profile")
			.value(profile)
			.name("override")
			.raw((override != null) ? override.json() : NULL)
			.name("revision")
			.value(policies.revision())
			.name("effective")
			.beginObject();
		EffectivePolicy effective = this.policies.effective(policies.namespace(), profile);
		for (PolicyField field : PolicyField.values()) {
			Long value = effective.value(field);
			json.name(field.effectiveName()).raw((value != null) ? field.text(value) : NULL);
		}
		return Reply.json(200, json.endObject().endObject());
	}

	/** Read the policy as canonical text, whatever it is. */
	private static String policy(JsonReader json) {
		String policy = null;
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			if (field.equals("policy")) {
				seen = json.once(seen, 0);
				policy = json.canonical();
			}
			else {
				json.skip();
			}
		}
		MemoryBodies.require(json, seen, 0, "policy");
		// In a strict body every other way out of here is an exception.
		return Objects.requireNonNull(policy);
	}

}
