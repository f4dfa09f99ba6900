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
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Makes the attempts of calls, whoever drives them. Holds what all calls of a client
 * share.
 */
final class Attempts implements AutoCloseable {

	private static final String MIN_TXID = "Memoturn-Min-Txid";

	private static final String DURABILITY = "Memoturn-Durability";

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
			return this.authorization.authorize(run.call(), (secret) -> exchange(run, secret));
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

	// Called for each subscription. Every operator here is paid for by every call.
	private <T> Mono<T> exchange(Run<T> run, Optional<String> secret) {
		long floor = run.floor(this.marks);
		if (run.call().operation().txidUse() == TxidUse.RESET) {
			// It may be applied even if no answer comes.
			dropMark(run);
		}
		return send(run, secret, floor).onErrorResume((ex) -> cut(run, ex)).flatMap((response) -> {
			Answer answer = new Answer(response, run.attempts(), floor);
			note(run, answer);
			// Nothing is known of the branch any more, or of the profile: what was
			// seen of it is gone, and demanding it makes a 404 of an empty answer.
			boolean gone = answer.isNotFound() && !run.call().operation().understands(answer);
			if (gone && run.unfloor()) {
				return exchange(run, secret);
			}
			T value = interpret(run, answer, secret.orElse(null));
			run.succeeded();
			return Mono.justOrEmpty(value);
		});
	}

	private Mono<ResponseEntity<byte[]>> send(Run<?> run, Optional<String> secret, long floor) {
		WebClient webClient;
		try {
			webClient = connections().webClient();
		}
		catch (IllegalStateException ex) {
			// Closed between two attempts.
			return Mono.error(ex);
		}
		WebClient.RequestBodySpec request = webClient.method(run.call().operation().method())
			.uri(run.uri())
			.headers((headers) -> addHeaders(headers, run, floor, secret))
			.httpRequest((started) -> leave(started, run));
		byte[] body = run.body();
		if (body != null) {
			request.bodyValue(body);
		}
		// A refusal is an answer, and ours to classify.
		return request.retrieve().onStatus(HttpStatusCode::isError, (response) -> Mono.empty()).toEntity(byte[].class);
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

	/**
	 * There is no whole answer, perhaps nothing of it.
	 */
	private Mono<ResponseEntity<byte[]>> cut(Run<?> run, Throwable ex) {
		if (!(ex instanceof WebClientResponseException begun)) {
			return Mono.error(this.failures.unanswered(run, 0, ex));
		}
		if (!begun.getStatusCode().is2xxSuccessful()) {
			// The status says enough.
			return Mono.just(new ResponseEntity<>(begun.getHeaders(), begun.getStatusCode()));
		}
		int status = begun.getStatusCode().value();
		return Mono.error((begun.getCause() instanceof DataBufferLimitException)
				? this.failures.tooLarge(run, status, this.settings.maxResponseSize())
				: this.failures.unanswered(run, status, begun));
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

	private void note(Run<?> run, Answer answer) {
		DatabaseSpec database = run.database();
		TxidUse use = run.call().operation().txidUse();
		if (database == null || use == TxidUse.NONE) {
			return;
		}
		if (use == TxidUse.RESET || answer.isUnknownDatabase()
				|| (answer.isNotFound() && !run.call().operation().understands(answer))) {
			dropMark(run);
			return;
		}
		Long txid = answer.txid(null);
		if (txid != null) {
			this.marks.note(database, txid, run.mark());
		}
	}

	private void dropMark(Run<?> run) {
		DatabaseSpec database = run.database();
		if (database != null) {
			this.marks.drop(database, run.call().concernsWholeDatabase());
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
