package ai.memoturn.boot.listener;

import ai.memoturn.client.audit.AuditEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Dead letters in the log.
 */
final class LoggingAuditRecoverer implements AuditRecoverer {

	private static final Log logger = LogFactory.getLog(LoggingAuditRecoverer.class);

	@Override
	public void recover(AuditDeliveryFailure failure) {
		for (AuditEvent event : failure.events()) {
			logger.error(
					"Audit listener '" + failure.listener() + "' gave up on " + event + " of namespace '"
							+ event.namespace() + "' at " + event.time() + " after " + failure.attempt() + " attempts",
					failure.cause());
		}
	}

}
