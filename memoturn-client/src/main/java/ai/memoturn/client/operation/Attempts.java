package ai.memoturn.client.operation;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import ai.memoturn.client.error.CallInterruptedException;
import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.operation.MintOperations.MintAnswer;
import ai.memoturn.client.options.RetryStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientRequest;
import reactor.util.context.ContextView;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes the attempts of calls, whoever drives them. Holds what all calls of a client
 * share.
 */
final class Attempts implements AutoCloseable {

	private static final String MIN_TXID = "Memoturn-Min-Txid";

	private static final String DURABILITY = "Memoturn-Durability";

	private static final byte[] NO_BODY = new byte[0];

	private final TransportSettings settings;

	private final Run.Rules rules;

	private final Failures failures;

	private final Authorization authorization;

	private final Marks marks;

	private final ReentrantLock lock = new ReentrantLock();

	// Made by the first call, because making them starts threads.
	private volatile @Nullable Connections connections;

	private volatile @Nullable CheckedUrl lastUrl;

	private volatile boolean closed;

	Attempts(TransportSettings settings, Timing timing, Function<Call<MintAnswer>, Mono<MintAnswer>> minter) {
		this.settings = settings;
		this.rules = new Run.Rules(new RetryRule(settings.retry()), new RetryBudget(settings.retry().budget()), timing);
		this.failures = new Failures(timing.clock(), settings.credentials());
		this.authorization = new Authorization(settings.credentials(), minter);
		this.marks = new Marks(settings.readYourWrites(), timing.ticker());
	}

	Failures failures() {
		return this.failures;
	}

	/**
	 * Begin a call. Its time runs from here.
	 * @param <T> what the operation answers
	 * @param call the call
	 * @param options what it asks for
	 * @param subscriber what the subscriber knows
	 * @return the call on its way
	 */
	<T> Run<T> begin(Call<T> call, CallOptions options, ContextView subscriber) {
		boolean harmless = call.harmless()
				|| (options.repeatUnknown() && call.operation().retryClass() == RetryClass.IDEMPOTENT);
		URI uri = call.uri(baseUrl());
		byte[] body = call.bytes();
		// Before anything is observed: a closed client begins no call.
		connections();
		Duration limit = options.timeLimit();
		return new Run<>(call.harmless(harmless), options, uri, body,
				(limit != null) ? limit : this.settings.totalTimeout(), this.rules,
				CallObservation.start(this.settings.observations(), call.operation(), subscriber));
	}

	/**
	 * Make one attempt for each subscription, the unit that both faces repeat: it fails
	 * with exceptions of the client alone, whose {@link MemoturnException#isRetryable()}
	 * and {@link MemoturnException#retryAfter()} say all that a decision to repeat needs.
	 * @param <T> what the operation answers
	 * @param run the call
	 * @return the value, empty if it is absent
	 */
	<T> Mono<T> attempt(Run<T> run) {
		return Mono.defer(() -> {
			run.attempt();
			return this.authorization.authorize(run.call(), (secret) -> attempt(run, secret));
		});
	}

	private <T> Mono<T> attempt(Run<T> run, Optional<String> secret) {
		return exchange(run, secret).<T>handle((answer, sink) -> {
			T value = interpret(run, answer, secret.orElse(null));
			run.succeeded();
			if (value != null) {
				sink.next(value);
			}
		});
	}

	RetryStatus retries() {
		RetryBudget budget = this.rules.budget();
		return new RetryStatus(this.settings.retry(), budget.left(), budget.paid(), budget.refused());
	}

	int maxConnections() {
		return this.settings.maxConnections();
	}

	int openConnections() {
		Connections made = this.connections;
		return (made != null) ? made.open() : 0;
	}

	/**
	 * Return what a call fails with.
	 * @param run the call
	 * @param last what its last attempt failed with
	 * @return the failure
	 */
	RuntimeException failure(Run<?> run, RuntimeException last) {
		UnknownOutcomeException earlier = run.unknown();
		boolean saysSo = last instanceof UnknownOutcomeException || last instanceof DeadlineExceededException
				|| last instanceof CallInterruptedException;
		return (earlier != null && !saysSo && last instanceof MemoturnException refusal)
				? this.failures.unknown(run, earlier, refusal) : last;
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

	private <T> Mono<Answer> exchange(Run<T> run, Optional<String> secret) {
		return Mono.defer(() -> {
			long floor = run.floor(this.marks);
			if (run.call().operation().txidUse() == TxidUse.RESET) {
				// It may be applied even if no answer comes.
				dropMark(run.call());
			}
			WebClient.RequestBodySpec request = connections().webClient()
				.method(run.call().operation().method())
				.uri(run.uri())
				.headers((headers) -> addHeaders(headers, run, floor, secret))
				.httpRequest((started) -> leave(started, run));
			byte[] body = run.body();
			if (body != null) {
				request.bodyValue(body);
			}
			return request.exchangeToMono((response) -> receive(run, response, floor));
		})
			.onErrorMap((ex) -> !(ex instanceof MemoturnException), (ex) -> this.failures.unanswered(run, 0, ex))
			.flatMap((answer) -> {
				note(run.call(), answer, run.mark());
				// Nothing is known of the branch any more, or of the profile: what was
				// seen of it is gone, and demanding it makes a 404 of an empty answer.
				boolean gone = answer.isNotFound() && !run.call().operation().understands(answer);
				return (gone && run.unfloor()) ? exchange(run, secret) : Mono.just(answer);
			});
	}

	private void leave(ClientHttpRequest started, Run<?> run) {
		run.sent();
		if (this.settings.limitsSilence() && run.limit().compareTo(this.settings.totalTimeout()) > 0) {
			HttpClientRequest request = started.getNativeRequest();
			request.responseTimeout(run.limit());
		}
	}

	private static void addHeaders(HttpHeaders headers, Run<?> run, long floor, Optional<String> secret) {
		run.observation().headers().forEach(headers::set);
		Operation<?> operation = run.call().operation();
		secret.ifPresent(headers::setBearerAuth);
		byte[] body = run.body();
		if (body != null) {
			headers
				.setContentType(run.call().isRaw() ? MediaType.APPLICATION_OCTET_STREAM : MediaType.APPLICATION_JSON);
			headers.setContentLength(body.length);
		}
		if (floor > 0) {
			headers.set(MIN_TXID, Long.toString(floor));
		}
		if (run.options().durable() && operation.txidUse() == TxidUse.ADVANCE) {
			headers.set(DURABILITY, "durable");
		}
	}

	private Mono<Answer> receive(Run<?> run, ClientResponse response, long floor) {
		int status = response.statusCode().value();
		HttpHeaders headers = response.headers().asHttpHeaders();
		boolean success = response.statusCode().is2xxSuccessful();
		return response.bodyToMono(byte[].class).onErrorResume((ex) -> {
			if (!success) {
				// The status says enough.
				return Mono.just(NO_BODY);
			}
			return Mono.error((ex instanceof DataBufferLimitException)
					? this.failures.tooLarge(run, status, this.settings.maxResponseSize())
					: this.failures.unanswered(run, status, ex));
		}).defaultIfEmpty(NO_BODY).map((body) -> new Answer(status, headers, body, run.attempts(), floor));
	}

	private <T> @Nullable T interpret(Run<T> run, Answer answer, @Nullable String secret) {
		if (!run.call().operation().understands(answer)) {
			throw this.failures.answered(run, answer, secret);
		}
		try {
			return run.call().read(answer);
		}
		catch (RuntimeException ex) {
			throw this.failures.unreadable(run, answer, ex);
		}
	}

	private void note(Call<?> call, Answer answer, long mark) {
		DatabaseSpec database = call.database();
		TxidUse use = call.operation().txidUse();
		if (database == null || use == TxidUse.NONE) {
			return;
		}
		if (use == TxidUse.RESET || answer.isUnknownDatabase()
				|| (answer.isNotFound() && !call.operation().understands(answer))) {
			dropMark(call);
			return;
		}
		Long txid = answer.txid(null);
		if (txid != null) {
			this.marks.note(database, txid, mark);
		}
	}

	private void dropMark(Call<?> call) {
		DatabaseSpec database = call.database();
		if (database != null) {
			this.marks.drop(database, call.concernsWholeDatabase());
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
