package ai.memoturn.client.audit;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The audit stream of one namespace, without blocking: the twin of {@link AuditStream},
 * where the operation, its failures, the order of events and what may be repeated are
 * described. Subscriptions, threads and cancelling are as described at
 * {@link ai.memoturn.client.memory.ReactiveMemoryProfile}.
 *
 * @see AuditStream
 */
public interface ReactiveAuditStream {

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle; may limit the time and say what
	 * is repeated
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range, or is a lowest
	 * transaction id or durability, which mean nothing to these operations
	 */
	ReactiveAuditStream with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 * @throws IllegalArgumentException as of {@link #with(UnaryOperator)}
	 */
	default ReactiveAuditStream with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Return the namespace.
	 * @return the namespace
	 */
	String namespace();

	/**
	 * Fetch one page.
	 * @param query which events; where to begin is its {@link AuditQuery#cursor()}
	 * @return the page; never empty, but perhaps without events
	 * @see AuditStream#page(AuditQuery)
	 */
	Mono<AuditPage> page(AuditQuery query);

	/**
	 * Fetch one page, with a query made in place on each subscription.
	 * @param query fills in which events
	 * @return the page
	 * @see #page(AuditQuery)
	 */
	default Mono<AuditPage> page(Consumer<AuditQuery.Builder> query) {
		return Mono.defer(() -> page(AuditQuery.of(query)));
	}

	/**
	 * Read pages, each when it is requested and not before.
	 * @param query which events; where to begin is its {@link AuditQuery#cursor()}
	 * @return the pages up to the one that is complete, at least one
	 * @see AuditStream#pages(AuditQuery)
	 */
	Flux<AuditPage> pages(AuditQuery query);

	/**
	 * Read pages, with a query made in place on each subscription.
	 * @param query fills in which events
	 * @return the pages
	 * @see #pages(AuditQuery)
	 */
	default Flux<AuditPage> pages(Consumer<AuditQuery.Builder> query) {
		return Flux.defer(() -> pages(AuditQuery.of(query)));
	}

	/**
	 * Read events. A page is fetched when its first event is requested and not before,
	 * and cancelling ends the exchange that is under way. A subscription that failed can
	 * be taken up again with the cursor of the last page, which {@link #pages} shows.
	 * @param query which events; where to begin is its {@link AuditQuery#cursor()}
	 * @return the events
	 * @see AuditStream#events(AuditQuery)
	 */
	Flux<AuditEvent> events(AuditQuery query);

	/**
	 * Read events, with a query made in place on each subscription.
	 * @param query fills in which events
	 * @return the events
	 * @see #events(AuditQuery)
	 */
	default Flux<AuditEvent> events(Consumer<AuditQuery.Builder> query) {
		return Flux.defer(() -> events(AuditQuery.of(query)));
	}

}
