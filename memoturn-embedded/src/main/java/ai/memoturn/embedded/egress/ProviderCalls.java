package ai.memoturn.embedded.egress;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import ai.memoturn.embedded.audit.AuditEgress;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.provider.ModelEndpoint;
import ai.memoturn.embedded.provider.Provider;
import ai.memoturn.embedded.provider.ProviderException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls to one provider. They run on threads of their own, so that the wait for them
 * ends in time whatever the provider does, and so that only so many requests wait for a
 * provider that hangs.
 *
 * @param <P> the kind of provider
 */
final class ProviderCalls<P extends Provider> implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ProviderCalls.class);

	static final int MOST_AT_ONCE = 32;

	private static final long IDLE_SECONDS = 30;

	private static final int LONGEST_REASON = 200;

	private final P provider;

	private final ModelEndpoint endpoint;

	private final String purpose;

	private final Duration limit;

	private final ThreadPoolExecutor threads;

	private final AtomicBoolean failing = new AtomicBoolean();

	/**
	 * Prepare the calls.
	 * @param provider whom to call
	 * @param purpose what for, to be read after "the provider of"
	 * @param limit how long a call may take
	 */
	ProviderCalls(P provider, String purpose, Duration limit) {
		this.provider = provider;
		this.endpoint = provider.endpoint();
		this.purpose = purpose;
		this.limit = limit;
		AtomicInteger number = new AtomicInteger();
		this.threads = new ThreadPoolExecutor(0, MOST_AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "memoturn-node-provider-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

	P provider() {
		return this.provider;
	}

	boolean isSelfHosted() {
		return this.endpoint.selfHosted();
	}

	/**
	 * Call the provider.
	 * @param call the call
	 * @return what it returned
	 * @throws ProviderException if it failed, or took too long, whatever it threw
	 * @throws Fault {@code overloaded} if too many calls are under way; the provider was
	 * not called then
	 */
	<T> T call(Supplier<T> call) {
		try {
			T result = await(this.threads.submit(call::get));
			if (this.failing.compareAndSet(true, false)) {
				logger.info("The provider of {}, {}, works again", this.purpose, this.endpoint);
			}
			return result;
		}
		catch (RejectedExecutionException ex) {
			throw new Fault(FaultCode.OVERLOADED,
					"too many calls to the provider of " + this.purpose + " at the same time; try again later");
		}
		catch (ProviderException ex) {
			if (this.failing.compareAndSet(false, true)) {
				logger.warn("The provider of {}, {}, {}. Not logged again until it works", this.purpose, this.endpoint,
						reason(ex));
			}
			throw ex;
		}
	}

	private <T> T await(Future<T> running) {
		try {
			return running.get(this.limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new ProviderException("gave no answer within " + this.limit.toMillis() + " ms");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProviderException("was not waited for, as the node stops");
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof ProviderException failure) ? failure
					: new ProviderException("failed with " + nameOf(ex.getCause()), ex.getCause());
		}
		finally {
			running.cancel(true);
		}
	}

	private static String nameOf(@Nullable Throwable failure) {
		return (failure != null) ? failure.getClass().getName() : "an unknown failure";
	}

	/**
	 * Return why a call failed, fit for one line of a log.
	 */
	static String reason(ProviderException failure) {
		String message = String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}+", " ");
		return (message.length() > LONGEST_REASON) ? message.substring(0, LONGEST_REASON) : message;
	}

	/**
	 * Describe what left the node.
	 * @param since when the call began, by {@link System#nanoTime()}; 0 if there was none
	 */
	AuditEgress sent(long items, long bytes, @Nullable Long outputItems, long since) {
		long millis = (since != 0) ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) : 0;
		return new AuditEgress(this.endpoint.provider(), this.endpoint.model(), this.endpoint.host(),
				this.endpoint.selfHosted(), items, bytes, outputItems, millis);
	}

	/** Interrupt what runs. */
	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
