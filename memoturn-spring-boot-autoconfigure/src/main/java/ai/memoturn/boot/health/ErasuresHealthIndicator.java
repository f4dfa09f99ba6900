package ai.memoturn.boot.health;

import ai.memoturn.boot.erasure.ErasureText;
import ai.memoturn.boot.erasure.ErasureWatch;
import ai.memoturn.client.erasure.Erasure;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} whose details tell which of the watched erasures are blocked,
 * and by what. Always up: the application works, and somebody has to look after the
 * checkpoints and branches. Asks no node.
 */
public class ErasuresHealthIndicator extends AbstractHealthIndicator {

	private static final int MAX_TOLD = 10;

	private final ErasureWatch watch;

	/**
	 * Create the indicator.
	 * @param watch knows the erasures
	 */
	public ErasuresHealthIndicator(ErasureWatch watch) {
		this.watch = watch;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up().withDetail("watched", this.watch.size());
		builder.withDetail("blocked", this.watch.found().stream().filter(Erasure::isBlocked).count());
		this.watch.found()
			.stream()
			.filter(Erasure::isBlocked)
			.limit(MAX_TOLD)
			.forEach((erasure) -> builder.withDetail(erasure.id(), ErasureText.blockers(erasure)));
	}

}
