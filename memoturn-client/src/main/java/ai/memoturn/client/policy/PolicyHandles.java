package ai.memoturn.client.policy;

import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.policies}.
 */
public final class PolicyHandles {

	private PolicyHandles() {
	}

	/**
	 * Make the blocking handle of policies.
	 * @param transport runs the calls
	 * @return the handle; its calls do the checks
	 */
	public static Policies blocking(Transport transport) {
		return new DefaultPolicies(transport);
	}

	/**
	 * Make the reactive handle of policies.
	 * @param transport runs the calls
	 * @return the handle; its calls do the checks
	 */
	public static ReactivePolicies reactive(Transport transport) {
		return new DefaultReactivePolicies(transport);
	}

}
