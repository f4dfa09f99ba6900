package ai.memoturn.boot.health;

import java.time.Duration;

import ai.memoturn.client.NodeStatus;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.error.MemoturnException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;

/**
 * {@link ReactiveHealthIndicator} that asks the node whether it serves requests. Serves
 * servlet and reactive applications. The node is asked at most every 5 seconds however
 * often health is, once and without repetition, and has 2 seconds to answer. Belongs into
 * readiness at most, never into liveness: restarting the application does not heal the
 * node.
 * <p>
 * When the node does not answer well, the detail {@code error} says why, by code or by
 * kind; nothing of the configuration is shown. When its clock is more than 5 seconds off
 * the one here, {@code clockSkew} says by how much it is ahead, as a duration in the form
 * of ISO 8601: tokens may then expire early or late, and listeners see events late.
 */
public class MemoturnHealthIndicator extends AbstractReactiveHealthIndicator {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

	private static final Duration LARGEST_SKEW = Duration.ofSeconds(5);

	private final Mono<Health> health;

	/**
	 * Create the indicator.
	 * @param client the client whose node is asked
	 */
	public MemoturnHealthIndicator(ReactiveMemoturnClient client) {
		this(client, Schedulers.parallel());
	}

	MemoturnHealthIndicator(ReactiveMemoturnClient client, Scheduler timer) {
		this.health = Mono.defer(client.with((options) -> options.once(true))::ping)
			.timeout(TIMEOUT, timer)
			.map(MemoturnHealthIndicator::up)
			.onErrorResume((ex) -> Mono.just(Health.down().withDetail("error", describe(ex)).build()))
			.cache(TIME_TO_LIVE, timer);
	}

	@Override
	protected Mono<Health> doHealthCheck(Health.Builder builder) {
		return this.health;
	}

	private static Health up(NodeStatus status) {
		Health.Builder health = Health.up();
		Duration skew = status.clockSkew();
		if (skew != null && skew.abs().compareTo(LARGEST_SKEW) > 0) {
			health.withDetail("clockSkew", skew.toString());
		}
		return health.build();
	}

	private static String describe(Throwable failure) {
		return (failure instanceof MemoturnException ex) ? ex.code() : failure.getClass().getSimpleName();
	}

}
