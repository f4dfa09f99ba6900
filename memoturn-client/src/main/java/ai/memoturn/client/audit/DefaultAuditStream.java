package ai.memoturn.client.audit;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of {@link AuditOperations}.
 */
final class DefaultAuditStream implements AuditStream {

	private final Transport transport;

	private final AuditOperations operations;

	DefaultAuditStream(Transport transport, AuditOperations operations) {
		this.transport = transport;
		this.operations = operations.checked();
	}

	@Override
	public AuditStream with(UnaryOperator<CallOptions> options) {
		return new DefaultAuditStream(this.transport.withoutTransactions(options), this.operations);
	}

	@Override
	public String namespace() {
		return this.operations.namespace();
	}

	@Override
	public AuditPage page(AuditQuery query) {
		return this.transport.call(this.operations.page(query));
	}

	@Override
	public Iterable<AuditPage> pages(AuditQuery query) {
		Checks.notNull("query", query);
		return () -> new Pages(query);
	}

	@Override
	public Stream<AuditEvent> events(AuditQuery query) {
		return StreamSupport.stream(pages(query).spliterator(), false).flatMap((page) -> page.events().stream());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof DefaultAuditStream that) && this.transport.equals(that.transport)
				&& this.operations.equals(that.operations);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.operations);
	}

	@Override
	public String toString() {
		return "AuditStream[" + namespace() + "]";
	}

	private final class Pages implements Iterator<AuditPage> {

		private @Nullable AuditQuery next;

		Pages(AuditQuery first) {
			this.next = first;
		}

		@Override
		public boolean hasNext() {
			return this.next != null;
		}

		@Override
		public AuditPage next() {
			AuditQuery query = this.next;
			if (query == null) {
				throw new NoSuchElementException("There is no page behind the last");
			}
			AuditPage page = page(query);
			this.next = query.behind(page);
			return page;
		}

	}

}
