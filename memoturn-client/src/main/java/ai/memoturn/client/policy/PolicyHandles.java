package ai.memoturn.client.policy;

import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.policies}.
 */
public final class PolicyHandles {

	private PolicyHandles() {
	}

	public static Policies blocking(Transport transport) {
		return new DefaultPolicies(transport);
	}

	public static ReactivePolicies reactive(Transport transport) {
		return new DefaultReactivePolicies(transport);
	}

}
