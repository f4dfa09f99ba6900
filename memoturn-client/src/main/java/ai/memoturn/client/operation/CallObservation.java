package ai.memoturn.client.operation;

import java.util.Map;
import java.util.Objects;

import ai.memoturn.client.observation.DefaultMemoturnCallConvention;
import ai.memoturn.client.observation.MemoturnCallContext;
import ai.memoturn.client.observation.MemoturnCallConvention;
import ai.memoturn.client.observation.MemoturnObservation;
import ai.memoturn.client.observation.MemoturnObservation.Events;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Tells Micrometer of one call; without a registry it is one shared object that does
 * nothing.
 */
class CallObservation {

	static final CallObservation NONE = new CallObservation();

	private static final MemoturnCallConvention DEFAULT_CONVENTION = new DefaultMemoturnCallConvention();

	// Where Micrometer's context propagation, which need not be there, keeps it.
	private static final String PARENT = "micrometer.observation";

	private CallObservation() {
	}

	/**
	 * Start observing a call.
	 * @param settings the registry and the convention
	 * @param operation the operation
	 * @param subscriber what the subscriber knows, where the enclosing observation is
	 * looked for first
	 * @return the observation
	 */
	static CallObservation start(TransportSettings.Observations settings, Operation<?> operation,
			ContextView subscriber) {
		ObservationRegistry registry = settings.registry();
		if (registry.isNoop()) {
			return NONE;
		}
		MemoturnCallContext context = new MemoturnCallContext(settings.client(), operation.name());
		Observation observation = MemoturnObservation.CALL.observation(settings.convention(), DEFAULT_CONVENTION,
				() -> context, registry);
		if (subscriber.hasKey(PARENT)) {
			observation.parentObservation(subscriber.get(PARENT));
		}
		return new Observed(observation.start(), context);
	}

	/**
	 * Return what the node is told of the trace.
	 * @return headers
	 */
	Map<String, String> headers() {
		return Map.of();
	}

	void attempted() {
	}

	void retried() {
	}

	void shed() {
	}

	void budgetExhausted() {
	}

	/**
	 * Follow a call to its end.
	 * @param <T> what the call answers
	 * @param call the call
	 * @return the call, observed
	 */
	<T> Mono<T> follow(Mono<T> call) {
		return call;
	}

	/**
	 * The call came to its own end.
	 * @param failure what it failed with, {@code null} when it succeeded
	 */
	void end(@Nullable Throwable failure) {
	}

	Context in(Context context) {
		return context;
	}

	private static final class Observed extends CallObservation {

		private final Observation observation;

		private final MemoturnCallContext context;

		Observed(Observation observation, MemoturnCallContext context) {
			this.observation = observation;
			this.context = context;
		}

		@Override
		Map<String, String> headers() {
			return Objects.requireNonNull(this.context.getCarrier());
		}

		@Override
		void attempted() {
			this.context.setAttempts(this.context.getAttempts() + 1);
			this.observation.event(Events.ATTEMPT);
		}

		@Override
		void retried() {
			this.observation.event(Events.RETRY);
		}

		@Override
		void shed() {
			this.observation.event(Events.SHED);
		}

		@Override
		void budgetExhausted() {
			this.observation.event(Events.BUDGET_EXHAUSTED);
		}

		@Override
		void end(@Nullable Throwable failure) {
			this.context.setCompleted(true);
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

		@Override
		<T> Mono<T> follow(Mono<T> call) {
			return call.doOnSuccess((value) -> end(null)).doOnError(this::end).doOnCancel(this::cancel);
		}

		// Nobody waits for the call any more.
		private void cancel() {
			this.context.setCancelled(true);
			this.observation.stop();
		}

		@Override
		Context in(Context context) {
			return context.put(PARENT, this.observation);
		}

	}

}
