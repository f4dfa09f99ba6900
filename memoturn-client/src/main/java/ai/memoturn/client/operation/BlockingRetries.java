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

	private final RetryTemplate template = new RetryTemplate();

	BlockingRetries(Timing.Sleep sleep, Failures failures) {
		this.template.setRetryPolicy(new FollowingPolicy());
		this.template.setBackOffPolicy(new FollowingBackOff(sleep, failures));
	}

	/**
	 * Run a call until it succeeds or must not be sent again.
	 * @param <T> what the operation answers
	 * @param run the call
	 * @param attempt makes one attempt
	 * @return the value
	 */
	<T> @Nullable T execute(Run<T> run, Supplier<@Nullable T> attempt) {
		return this.template.execute((context) -> {
			((Context) context).run = run;
			return attempt.get();
		});
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
