package ai.memoturn.client.audit;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link AuditOperations}.
 */
final class DefaultReactiveAuditStream implements ReactiveAuditStream {

	private final Transport transport;

	private final AuditOperations operations;

	DefaultReactiveAuditStream(Transport transport, AuditOperations operations) {
		this.transport = transport;
		this.operations = operations;
	}

	@Override
	public ReactiveAuditStream with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveAuditStream(this.transport.withoutTransactions(options), this.operations);
	}

	@Override
	public String namespace() {
		return this.operations.namespace();
	}

	@Override
	public Mono<AuditPage> page(AuditQuery query) {
		return this.transport.send(() -> this.operations.page(query));
	}

	@Override
	public Flux<AuditPage> pages(AuditQuery query) {
		return read(query, Mono::flux);
	}

	@Override
	public Flux<AuditEvent> events(AuditQuery query) {
		return read(query, (page) -> page.flatMapIterable(AuditPage::events));
	}

	private <T> Flux<T> read(AuditQuery query, Function<Mono<AuditPage>, Flux<T>> content) {
		return Flux.<Position, Position>generate(() -> new Position(query), (position, sink) -> {
			if (position.next != null) {
				sink.next(position);
			}
			else {
				sink.complete();
			}
			return position;
		}).concatMap((position) -> onRequest(content.apply(fetch(position))), 0);
	}

	private Mono<AuditPage> fetch(Position position) {
		AuditQuery query = Objects.requireNonNull(position.next);
		return page(query).doOnNext((page) -> position.next = query.behind(page));
	}

	// When a page ends, the next is subscribed to at once, whether or not anybody wants
	// more, and a subscription sends. This one waits for a request.
	private static <T> Flux<T> onRequest(Flux<T> source) {
		return Flux.<Boolean>generate((sink) -> {
			sink.next(true);
			sink.complete();
		}).concatMap((requested) -> source, 0);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof DefaultReactiveAuditStream that) && this.transport.equals(that.transport)
				&& this.operations.equals(that.operations);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.operations);
	}

	@Override
	public String toString() {
		return "ReactiveAuditStream[" + namespace() + "]";
	}

	/**
	 * How far one subscription has come. Its steps follow one another.
	 */
	private static final class Position {

		private @Nullable AuditQuery next;

		Position(AuditQuery first) {
			this.next = Checks.notNull("query", first);
		}

	}

}
