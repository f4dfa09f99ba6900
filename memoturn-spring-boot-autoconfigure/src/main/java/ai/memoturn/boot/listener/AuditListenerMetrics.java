package ai.memoturn.boot.listener;

import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the containers of a registry, those that are registered later included,
 * tagged with the id of the listener: {@code memoturn.listener.lag}, {@code .delivered},
 * {@code .retried}, {@code .dead.lettered} and {@code .gaps}.
 */
public final class AuditListenerMetrics implements MeterBinder {

	private final AuditListenerRegistry registry;

	/**
	 * Create the meters.
	 * @param registry the containers
	 */
	public AuditListenerMetrics(AuditListenerRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		this.registry.observe((container) -> bind(container, meters));
	}

	private static void bind(AuditListenerContainer container, MeterRegistry meters) {
		Tags tags = Tags.of("memoturn.listener.id", container.id());
		TimeGauge
			.builder("memoturn.listener.lag", container, TimeUnit.MILLISECONDS,
					(measured) -> measured.status().lag().toMillis())
			.description("Age of the oldest event that was read and not yet handled")
			.tags(tags)
			.register(meters);
		count(meters, container, tags, "delivered", "Events handled", AuditListenerStatus::delivered);
		count(meters, container, tags, "retried", "Deliveries that failed and were repeated",
				AuditListenerStatus::retried);
		count(meters, container, tags, "dead.lettered", "Events that a recoverer took",
				AuditListenerStatus::deadLettered);
		count(meters, container, tags, "gaps", "Gaps found", AuditListenerStatus::gaps);
	}

	private static void count(MeterRegistry meters, AuditListenerContainer container, Tags tags, String name,
			String description, ToDoubleFunction<AuditListenerStatus> value) {
		FunctionCounter
			.builder("memoturn.listener." + name, container, (measured) -> value.applyAsDouble(measured.status()))
			.description(description)
			.tags(tags)
			.register(meters);
	}

}
