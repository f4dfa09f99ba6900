package ai.memoturn.boot.health;

import ai.memoturn.boot.listener.AuditListenerContainer;
import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.boot.listener.AuditListenerStatus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} that is down when a listener of the audit stream has stopped by
 * itself. Asks no node. The details tell of each listener what it does, why it stopped,
 * what it fails with, of gaps, and whether the policy has anything recorded at all.
 */
public class AuditListenersHealthIndicator extends AbstractHealthIndicator {

	private final AuditListenerRegistry registry;

	/**
	 * Create the indicator.
	 * @param registry the listeners
	 */
	public AuditListenersHealthIndicator(AuditListenerRegistry registry) {
		this.registry = registry;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (AuditListenerContainer container : this.registry.all()) {
			AuditListenerStatus status = container.status();
			if (!status.isInExpectedState()) {
				builder.down();
			}
			builder.withDetail(status.id(), describe(status));
		}
	}

	private static String describe(AuditListenerStatus status) {
		StringBuilder text = new StringBuilder(status.state().name());
		if (!status.isInExpectedState()) {
			text.append(", ").append(status.stopReason());
		}
		if (status.problem() != null) {
			text.append(": ").append(status.problem());
		}
		if (Boolean.FALSE.equals(status.recorded())) {
			text.append("; audit is off in the policy of the namespace ").append(status.namespace());
		}
		if (status.lastGap() != null) {
			text.append("; ").append(status.gaps()).append(" gaps, the last found ").append(status.lastGap().before());
		}
		return text.toString();
	}

}
