package ai.memoturn.client.audit;

import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.audit}.
 */
public final class AuditHandles {

	private AuditHandles() {
	}

	public static AuditStream blocking(Transport transport, String namespace) {
		return new DefaultAuditStream(transport, new AuditOperations(namespace));
	}

	public static ReactiveAuditStream reactive(Transport transport, String namespace) {
		return new DefaultReactiveAuditStream(transport, new AuditOperations(namespace));
	}

}
