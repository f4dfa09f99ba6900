package ai.memoturn.client.operation;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ai.memoturn.client.error.MemoturnException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Runs calls. Both faces go through the same attempt; the blocking one waits for it on
 * the calling thread, the reactive one leaves the waiting to its subscriber.
 */
public final class Transport implements AutoCloseable {

	private static final String DROPPED_ERROR_HOOK = "reactor.onErrorDropped.local";

	private static final byte[] NO_BODY = new byte[0];

	private final TransportSettings settings;

	private final Failures failures;

	private final ReentrantLock lock = new ReentrantLock();

	// Made by the first call, because making them starts threads.
	private volatile @Nullable Connections connections;

	private volatile @Nullable CheckedUrl lastUrl;

	private volatile boolean closed;

	public Transport(TransportSettings settings) {
		this(settings, Clock.systemUTC());
	}

	Transport(TransportSettings settings, Clock clock) {
		this.settings = settings;
		this.failures = new Failures(clock, settings.credentials());
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
			throw this.failures.interrupted(call, false);
		}
		Exchange exchange = new Exchange(this, call);
		CompletableFuture<@Nullable T> answer = attempt(call, exchange).contextWrite(Transport::ignoreWhatComesTooLate)
			.toFuture();
		try {
			return Optional.ofNullable(answer.get(this.settings.totalTimeout().toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (InterruptedException ex) {
			answer.cancel(true);
			Thread.currentThread().interrupt();
			throw this.failures.interrupted(call, exchange.sent);
		}
		catch (TimeoutException ex) {
			answer.cancel(true);
			throw this.failures.deadline(call, exchange.sent, this.settings.totalTimeout());
		}
		catch (ExecutionException ex) {
			throw onThisThread(ex.getCause());
		}
	}

	/**
	 * Run a call for each subscription.
	 * @param <T> what the operation answers
	 * @param call makes the call, on subscription
	 * @return the value, empty if it is absent
	 */
	public <T> Mono<T> send(Supplier<Call<T>> call) {
		return Mono.defer(() -> {
			Call<T> prepared = call.get();
			Exchange exchange = new Exchange(this, prepared);
			Duration limit = this.settings.totalTimeout();
			return attempt(prepared, exchange)
				.timeout(limit, Mono.error(() -> this.failures.deadline(prepared, exchange.sent, limit)))
				.contextWrite(Transport::ignoreWhatComesTooLate);
		});
	}

	@Override
	public void close() {
		Connections made;
		this.lock.lock();
		try {
			this.closed = true;
			made = this.connections;
			this.connections = null;
		}
		finally {
			this.lock.unlock();
		}
		if (made != null) {
			made.close();
		}
	}

	private URI baseUrl() {
		URI url = this.settings.url().get();
		CheckedUrl last = this.lastUrl;
		if (last == null || !last.given.equals(url)) {
			last = new CheckedUrl(url, BaseUrl.of(url));
			this.lastUrl = last;
		}
		return last.base;
	}

	private Connections connections() {
		Connections made = this.connections;
		if (made != null) {
			return made;
		}
		this.lock.lock();
		try {
			if (this.closed) {
				throw new IllegalStateException("The Memoturn client is closed");
			}
			made = this.connections;
			if (made == null) {
				made = new Connections(this.settings);
				this.connections = made;
			}
			return made;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * One attempt for each subscription, the unit that both faces would repeat: it fails
	 * with exceptions of the client alone, whose {@link MemoturnException#isRetryable()}
	 * and {@link MemoturnException#retryAfter()} say all that a decision to repeat needs.
	 */
	private <T> Mono<T> attempt(Call<T> call, Exchange exchange) {
		return Mono.defer(() -> {
			exchange.sent = false;
			WebClient.RequestBodySpec request = exchange.connections.webClient()
				.method(call.operation().method())
				.uri(exchange.uri)
				.headers((headers) -> addHeaders(headers, exchange))
				.httpRequest((started) -> exchange.sent = true);
			if (exchange.body != null) {
				request.bodyValue(exchange.body);
			}
			return request.exchangeToMono((response) -> receive(call, response));
		})
			.onErrorMap((ex) -> !(ex instanceof MemoturnException),
					(ex) -> this.failures.unanswered(call, exchange.sent, 0, ex))
			.<T>handle((answer, sink) -> {
				T value = interpret(call, answer, exchange);
				if (value != null) {
					sink.next(value);
				}
			});
	}

	// A cancelled exchange fails on its way out. Nobody is left to be told, and Reactor
	// would log it as an error with its stack.
	private static Context ignoreWhatComesTooLate(Context context) {
		Consumer<Throwable> ignore = (ex) -> {
		};
		return context.hasKey(DROPPED_ERROR_HOOK) ? context : context.put(DROPPED_ERROR_HOOK, ignore);
	}

	private static void addHeaders(HttpHeaders headers, Exchange exchange) {
		if (exchange.secret != null) {
			headers.setBearerAuth(exchange.secret);
		}
		if (exchange.body != null) {
			headers.setContentType(MediaType.APPLICATION_JSON);
			headers.setContentLength(exchange.body.length);
		}
	}

	private Mono<Answer> receive(Call<?> call, ClientResponse response) {
		int status = response.statusCode().value();
		HttpHeaders headers = response.headers().asHttpHeaders();
		boolean success = response.statusCode().is2xxSuccessful();
		return response.bodyToMono(byte[].class).onErrorResume((ex) -> {
			if (!success) {
				// The status says enough.
				return Mono.just(NO_BODY);
			}
			return Mono.error((ex instanceof DataBufferLimitException)
					? this.failures.tooLarge(call, status, this.settings.maxResponseSize())
					: this.failures.unanswered(call, true, status, ex));
		}).defaultIfEmpty(NO_BODY).map((body) -> new Answer(status, headers, body));
	}

	private <T> @Nullable T interpret(Call<T> call, Answer answer, Exchange exchange) {
		if (!call.operation().understands(answer.status())) {
			throw this.failures.answered(call, answer, exchange.secret);
		}
		try {
			return call.read(answer);
		}
		catch (RuntimeException ex) {
			throw this.failures.unreadable(call, answer, ex);
		}
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
	 * What all attempts of one call share: where it goes and what it says, and whether
	 * the current attempt has left.
	 */
	private static final class Exchange {

		private final Connections connections;

		private final URI uri;

		private final byte @Nullable [] body;

		private final @Nullable String secret;

		private volatile boolean sent;

		Exchange(Transport transport, Call<?> call) {
			this.uri = call.uri(transport.baseUrl());
			this.secret = call.secret(transport.settings.credentials());
			this.body = (call.body() != null) ? Json.write(call.body()) : null;
			this.connections = transport.connections();
		}

	}

	/**
	 * Remembers that a URL was checked.
	 *
	 * @param given as the supplier gave it
	 * @param base as paths are appended to it
	 */
	private record CheckedUrl(URI given, URI base) {

	}

}
