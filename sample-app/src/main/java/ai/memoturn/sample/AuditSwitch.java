package ai.memoturn.sample;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.policy.Policy;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Has the audit stream recorded, unless somebody has said already what is to be recorded
 * in the namespace.
 */
@Component
class AuditSwitch implements ApplicationRunner {

	private static final Log log = LogFactory.getLog(AuditSwitch.class);

	private final MemoturnClient memoturn;

	private final String namespace;

	AuditSwitch(MemoturnClient memoturn, @Value("${memoturn.namespace}") String namespace) {
		this.memoturn = memoturn;
		this.namespace = namespace;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		try {
			if (this.memoturn.policies().getNamespace(this.namespace).isEmpty()) {
				this.memoturn.policies().putNamespace(this.namespace, Policy.builder().auditEnabled(true).build());
			}
		}
		catch (MemoturnException ex) {
			// A node elsewhere may be away, or be somebody else's to configure.
			log.warn("Whether the audit stream is recorded could not be seen to: " + ex);
		}
	}

}
