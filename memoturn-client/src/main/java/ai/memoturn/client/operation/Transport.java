package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.options.RetryStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.retry.Retry;

/**
 * Runs calls. Both faces go through the same attempts and the same decisions about them;
 * the blocking one waits on the calling thread and has Spring Retry repeat, the reactive
 * one leaves both to Reactor.
 */
public final class Transport implements AutoCloseable {

	private static final String DROPPED_ERROR_HOOK = "reactor.onErrorDropped.local";

	private final Attempts attempts;

	private final BlockingRetries blockingRetries;

	private final Timing timing;

	private final CallOptions options;

	public Transport(TransportSettings settings) {
		this(settings, Timing.system());
	}

	Transport(TransportSettings settings, Timing timing) {
		this.attempts = new Attempts(settings, timing, (call) -> send(() -> call));
		this.blockingRetries = new BlockingRetries(timing.sleep(), this.attempts.failures());
		this.timing = timing;
		this.options = CallOptions.none();
	}

	private Transport(Transport origin, CallOptions options) {
		this.attempts = origin.attempts;
		this.blockingRetries = origin.blockingRetries;
		this.timing = origin.timing;
		this.options = options;
	}

	/**
	 * Return a view of this transport whose calls ask for something else.
	 * @param change makes the options of the view out of those of this one
	 * @return the view; closing either closes both
	 */
	public Transport with(UnaryOperator<CallOptions> change) {
		return new Transport(this, Checks.notNull("options", Checks.notNull("options", change).apply(this.options)));
	}

	/**
	 * Return a view of this transport for calls that neither read nor write a branch, so
	 * that nothing can be asked of them that only means something there. What was asked
	 * of all calls of a client before is simply of no use to them.
	 * @param change makes the options of the view out of those of this one
	 * @return the view; closing either closes both
	 * @throws IllegalArgumentException if the change asks for such a thing
	 */
	public Transport withoutTransactions(UnaryOperator<CallOptions> change) {
		Transport view = with(change);
		Checks.argument(view.options.minTxid() == 0 || view.options.minTxid() == this.options.minTxid(),
				() -> "minTxid means nothing here, because these operations read no branch:"
						+ " ask it of a memory profile, a database or a handle taken from one");
		Checks.argument(!view.options.durable() || this.options.durable(),
				() -> "durable means nothing here, because these operations write to no branch:"
						+ " ask it of a memory profile, a database or a handle taken from one");
		return view;
	}

	/**
	 * Run a call and wait for its value.
	 * @param <T> what the operation answers
	 * @param call the call
	 * @return the value
	 */
	public <T> T call(Call<T> call) {
		return find(call)
			.orElseThrow(() -> new IllegalStateException(call.operation().name() + " answered without a value"));
	}

	/**
	 * Run a call and wait for its value, which may be absent.
	 * @param <T> what the operation answers
	 * @param call the call
	 * @return the value
	 */
	public <T> Optional<T> find(Call<T> call) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException(call.operation().name() + " would block the thread "
					+ Thread.currentThread().getName() + ", which must not block: use the reactive twin of this method"
					+ " (MemoturnClient.reactive(), or ReactiveMemoryProfile in place of MemoryProfile)");
		}
		if (Thread.currentThread().isInterrupted()) {
			throw this.attempts.failures().interrupted(call);
		}
		Run<T> run = this.attempts.begin(call, this.options, Context.empty());
		Throwable failure = null;
		try {
			return Optional.ofNullable(this.blockingRetries.execute(run, () -> attempt(run)));
		}
		catch (RuntimeException ex) {
			RuntimeException end = this.attempts.failure(run, ex);
			failure = end;
			throw end;
		}
		catch (Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			run.observation().end(failure);
		}
	}

	/**
	 * Run a call for each subscription.
	 * @param <T> what the operation answers
	 * @param call makes the call, on subscription
	 * @return the value, empty if it is absent
	 */
	public <T> Mono<T> send(Supplier<Call<T>> call) {
		return Mono.deferContextual((subscriber) -> {
			Run<T> run = this.attempts.begin(call.get(), this.options, subscriber);
			Mono<T> attempt = this.attempts.attempt(run);
			// Reactor's repetition is costly to prepare, and most calls need none.
			Mono<T> answer = attempt.onErrorResume((failure) -> pause(run, failure).then(repeat(run, attempt)))
				.timeout(run.limit(), Mono.error(() -> this.attempts.failures().deadline(run)),
						this.timing.timer().get());
			return run.observation()
				.follow(answer)
				.contextWrite((context) -> ignoreWhatComesTooLate(run.observation().in(context)));
		});
	}

	private <T> Mono<T> repeat(Run<T> run, Mono<T> attempt) {
		return attempt.retryWhen(Retry.from((failures) -> failures.concatMap((next) -> pause(run, next.failure()))));
	}

	/**
	 * Return how many connections there may be.
	 * @return the limit
	 */
	public int maxConnections() {
		return this.attempts.maxConnections();
	}

	/**
	 * Return how many connections are open.
	 * @return the number, zero before the first call
	 */
	public int openConnections() {
		return this.attempts.openConnections();
	}

	/**
	 * Return how requests were repeated so far.
	 * @return the status
	 */
	public RetryStatus retries() {
		return this.attempts.retries();
	}

	@Override
	public void close() {
		this.attempts.close();
	}

	private <T> @Nullable T attempt(Run<T> run) {
		CompletableFuture<@Nullable T> answer = this.attempts.attempt(run)
			.contextWrite((context) -> ignoreWhatComesTooLate(run.observation().in(context)))
			.toFuture();
		try {
			return answer.get(run.left().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			answer.cancel(true);
			Thread.currentThread().interrupt();
			throw this.attempts.failures().interrupted(run);
		}
		catch (TimeoutException ex) {
			answer.cancel(true);
			throw this.attempts.failures().deadline(run);
		}
		catch (ExecutionException ex) {
			throw onThisThread(ex.getCause());
		}
	}

	private Mono<?> pause(Run<?> run, Throwable failure) {
		if (!(failure instanceof MemoturnException ours)) {
			return Mono.error(failure);
		}
		Duration wait = run.nextWait(ours);
		return (wait != null) ? this.timing.delay().apply(wait) : Mono.error(this.attempts.failure(run, ours));
	}

	// A cancelled exchange fails on its way out. Nobody is left to be told, and Reactor
	// would log it as an error with its stack.
	private static Context ignoreWhatComesTooLate(Context context) {
		Consumer<Throwable> ignore = (ex) -> {
		};
		return context.hasKey(DROPPED_ERROR_HOOK) ? context : context.put(DROPPED_ERROR_HOOK, ignore);
	}

	// Made on an event loop, the exception would show a stack in which no caller finds
	// himself; nobody else holds it yet.
	private static RuntimeException onThisThread(@Nullable Throwable failure) {
		if (failure instanceof MemoturnException) {
			failure.fillInStackTrace();
		}
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof RuntimeException exception) ? exception
				: new IllegalStateException("Unexpected failure", failure);
	}

	/**
	 * Views of the same transport with the same options are equal.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof Transport that) && this.attempts == that.attempts && this.options.equals(that.options);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.attempts, this.options);
	}

}
