package ai.memoturn.client.audit;

import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.audit}.
 */
public final class AuditHandles {

	private AuditHandles() {
	}

	/**
	 * Make the blocking handle of an audit stream.
	 * @param transport runs the calls
	 * @param namespace the namespace, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static AuditStream blocking(Transport transport, String namespace) {
		return new DefaultAuditStream(transport, new AuditOperations(namespace));
	}

	/**
	 * Make the reactive handle of an audit stream.
	 * @param transport runs the calls
	 * @param namespace the namespace, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static ReactiveAuditStream reactive(Transport transport, String namespace) {
		return new DefaultReactiveAuditStream(transport, new AuditOperations(namespace));
	}

}
