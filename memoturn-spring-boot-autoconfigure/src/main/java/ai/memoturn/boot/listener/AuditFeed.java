package ai.memoturn.boot.listener;

import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.audit.AuditQuery;

/**
 * Where a container reads the pages of an audit stream. {@code AuditStream::page} is one.
 * Called on the thread of the container, which is interrupted when the container stops.
 */
@FunctionalInterface
public interface AuditFeed {

	/**
	 * Fetch a page.
	 * @param query which events
	 * @return the page
	 * @throws ai.memoturn.client.error.MemoturnException if the call fails
	 */
	AuditPage page(AuditQuery query);

}
