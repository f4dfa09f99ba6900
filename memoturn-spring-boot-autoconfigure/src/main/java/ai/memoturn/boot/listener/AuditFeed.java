package ai.memoturn.boot.listener;

import java.util.Optional;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.audit.AuditQuery;
import org.jspecify.annotations.Nullable;

/**
 * Where a container reads the pages of an audit stream. Called on the thread of the
 * container, which is interrupted when the container stops.
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

	/**
	 * Ask whether the stream is recorded at present. Called at the end of the stream, as
	 * often as {@link AuditListenerOptions.Builder#policyInterval} says.
	 * @param profile whose events are followed; {@code null} for those of the whole
	 * namespace
	 * @return what the policy says; empty when that cannot be told, for example for want
	 * of a credential, and then gaps for this reason are not found
	 * @throws ai.memoturn.client.error.MemoturnException if the call fails
	 */
	default Optional<AuditRecording> recording(@Nullable String profile) {
		return Optional.empty();
	}

	/**
	 * Return the stream of a namespace.
	 * @param client what it is read with. Whether the stream of a namespace is recorded
	 * can be asked with the platform key alone, and for a single profile with a token
	 * @param namespace the namespace
	 * @return the stream
	 */
	static AuditFeed of(MemoturnClient client, String namespace) {
		return new ClientAuditFeed(client, namespace);
	}

}
