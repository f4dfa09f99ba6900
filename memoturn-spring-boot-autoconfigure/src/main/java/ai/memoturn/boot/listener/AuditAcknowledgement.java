package ai.memoturn.boot.listener;

/**
 * Says which events have been handled, for methods that take it beside them. What has not
 * been acknowledged when the method returns counts as failed and is delivered again; what
 * has been stays handled even if the method then fails. Usable until the method returns
 * or, if it returns a {@code Mono}, until that ends; thread-safe.
 */
public interface AuditAcknowledgement {

	/**
	 * Acknowledge all events of the delivery. May be repeated.
	 */
	void acknowledge();

	/**
	 * Acknowledge the first events of the delivery. May be repeated; never takes back.
	 * @param count how many, 0 up to the number of events
	 * @throws IllegalArgumentException if the count is out of range
	 */
	void acknowledge(int count);

}
