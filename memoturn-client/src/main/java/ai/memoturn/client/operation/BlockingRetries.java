package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.function.Supplier;

import ai.memoturn.client.error.MemoturnException;
import org.jspecify.annotations.Nullable;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.context.RetryContextSupport;
import org.springframework.retry.support.RetryTemplate;

/**
 * Has Spring Retry repeat the attempts of blocking calls. It decides nothing: its policy
 * and its back-off both follow what {@link Run#nextWait} said of the failure, which is
 * asked once.
 */
final class BlockingRetries {

	private final Timing.Sleep sleep;

	private final Failures failures;

	// Made by the first call, because it loads a library that applications which only use
	// the reactive face never need.
	private volatile @Nullable RetryTemplate template;

	BlockingRetries(Timing.Sleep sleep, Failures failures) {
		this.sleep = sleep;
		this.failures = failures;
	}

	/**
	 * Run a call until it succeeds or must not be sent again.
	 * @param <T> what the operation answers
	 * @param run the call
	 * @param attempt makes one attempt
	 * @return the value
	 */
	<T> @Nullable T execute(Run<T> run, Supplier<@Nullable T> attempt) {
		return template().execute((context) -> {
			((Context) context).run = run;
			return attempt.get();
		});
	}

	// It holds nothing of a call, so first calls at the same time may each make one.
	private RetryTemplate template() {
		RetryTemplate made = this.template;
		if (made == null) {
			made = new RetryTemplate();
			made.setRetryPolicy(new FollowingPolicy());
			made.setBackOffPolicy(new FollowingBackOff(this.sleep, this.failures));
			this.template = made;
		}
		return made;
	}

	/**
	 * What is known of one call.
	 */
	private static final class Context extends RetryContextSupport {

		private @Nullable Run<?> run;

		private @Nullable Duration wait = Duration.ZERO;

		Context(@Nullable RetryContext parent) {
			super(parent);
		}

	}

	private static final class FollowingPolicy implements RetryPolicy {

		@Override
		public RetryContext open(@Nullable RetryContext parent) {
			return new Context(parent);
		}

		@Override
		public boolean canRetry(RetryContext context) {
			return ((Context) context).wait != null;
		}

		@Override
		public void registerThrowable(RetryContext context, Throwable failure) {
			Context known = (Context) context;
			known.registerThrowable(failure);
			known.wait = (known.run != null && failure instanceof MemoturnException ours) ? known.run.nextWait(ours)
					: null;
		}

		@Override
		public void close(RetryContext context) {
			// Holds nothing
		}

	}

	/**
	 * Waits for as long as was decided.
	 *
	 * @param sleep how
	 * @param failures what an interrupt becomes
	 */
	private record FollowingBackOff(Timing.Sleep sleep, Failures failures) implements BackOffPolicy {

		@Override
		public BackOffContext start(RetryContext context) {
			return new BackOff((Context) context);
		}

		@Override
		public void backOff(BackOffContext backOff) {
			Context context = ((BackOff) backOff).context();
			try {
				if (context.wait != null) {
					this.sleep.forThis(context.wait);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				if (context.run != null) {
					throw this.failures.interrupted(context.run);
				}
			}
		}

	}

	/**
	 * Passes the context on.
	 *
	 * @param context the context of the call
	 */
	private record BackOff(Context context) implements BackOffContext {

	}

}
