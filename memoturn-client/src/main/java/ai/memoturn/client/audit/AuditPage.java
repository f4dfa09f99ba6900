package ai.memoturn.client.audit;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of an audit stream. New components may be added: read it, do not construct it.
 *
 * @param events the events, oldest first; a page may be empty and yet not the last
 * @param nextCursor where the next page begins, opaque: hand it to
 * {@link AuditQuery#withCursor(String)}; {@code null} when nothing more is stored. It
 * stays valid while the stream grows
 * @param complete whether nothing more that matches was stored when the page was read.
 * Events that the nodes have not yet written out come later
 */
public record AuditPage(List<AuditEvent> events, @Nullable String nextCursor, boolean complete) {

	/**
	 * Check what the record is made of, and copy its lists.
	 * @param events the events
	 * @param nextCursor where the next page begins
	 * @param complete whether nothing more that matches was stored when the page was read
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public AuditPage {
		events = List.copyOf(events);
	}

	/**
	 * Return whether there is a page behind this one.
	 * @return {@code true} if the page is not complete and says where the next begins
	 */
	public boolean hasNext() {
		return !this.complete && this.nextCursor != null;
	}

}
