package ai.memoturn.client.audit;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;

/**
 * The audit stream of one namespace: what its policy lets record, for whoever holds the
 * platform key or a token of the namespace for {@code admin}. The client shows the
 * platform key if it has one, else the token for the namespace. Handles are immutable,
 * cheap, may be shared between threads, and stay usable until their client is closed.
 * <p>
 * Events come oldest first. Those of one node come in the order in which they were made;
 * where several nodes write, what they wrote out together may come between, so that
 * {@link AuditEvent#time()} can go back a little: sort by time, then by id. Every event
 * comes once as long as a cursor is followed. Who begins again to see what is new must
 * overlap, and tells repetitions by {@link AuditEvent#node()} and {@link AuditEvent#id()}
 * together: an event can be read only some time after it was made, and one from another
 * node can come to lie before one that was read.
 * <p>
 * Every method that talks to the node blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile};
 * {@link ai.memoturn.client.error.InvalidRequestException} also says that a cursor is
 * none of this stream. Servers limit how often pages are fetched, 10 a second by default
 * for all control operations together, and refuse more with
 * {@link ai.memoturn.client.error.OverloadedException}; larger pages need fewer.
 *
 * @see ReactiveAuditStream
 */
public interface AuditStream {

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle; may limit the time and say what
	 * is repeated
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range, or is a lowest
	 * transaction id or durability, which mean nothing to these operations
	 */
	AuditStream with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 * @throws IllegalArgumentException as of {@link #with(UnaryOperator)}
	 */
	default AuditStream with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Return the namespace.
	 * @return the namespace
	 */
	String namespace();

	/**
	 * Fetch one page.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param query which events; where to begin is its {@link AuditQuery#cursor()}
	 * @return the page; without events when nothing matches, also when the namespace does
	 * not exist or nothing was ever recorded
	 * @throws MemoturnException if the call fails
	 */
	AuditPage page(AuditQuery query);

	/**
	 * Fetch one page, with a query made in place.
	 * @param query fills in which events
	 * @return the page
	 * @see #page(AuditQuery)
	 */
	default AuditPage page(Consumer<AuditQuery.Builder> query) {
		return page(AuditQuery.of(query));
	}

	/**
	 * Read pages, each when it is asked for and not before. Every iterator begins anew.
	 * One whose page could not be fetched asks for the same page when it is asked again.
	 * @param query which events; where to begin is its {@link AuditQuery#cursor()}
	 * @return the pages up to the one that is complete, at least one; asking an iterator
	 * for a page fails as {@link #page(AuditQuery)} does
	 */
	Iterable<AuditPage> pages(AuditQuery query);

	/**
	 * Read pages, with a query made in place.
	 * @param query fills in which events
	 * @return the pages
	 * @see #pages(AuditQuery)
	 */
	default Iterable<AuditPage> pages(Consumer<AuditQuery.Builder> query) {
		return pages(AuditQuery.of(query));
	}

	/**
	 * Read events. A page is fetched when its first event is asked for and not before.
	 * Nothing is held between pages, so the stream need not be closed, and may be.
	 * @param query which events; where to begin is its {@link AuditQuery#cursor()}
	 * @return the events; asking for one fails as {@link #page(AuditQuery)} does
	 */
	Stream<AuditEvent> events(AuditQuery query);

	/**
	 * Read events, with a query made in place.
	 * @param query fills in which events
	 * @return the events
	 * @see #events(AuditQuery)
	 */
	default Stream<AuditEvent> events(Consumer<AuditQuery.Builder> query) {
		return events(AuditQuery.of(query));
	}

}
