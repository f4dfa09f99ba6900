package ai.memoturn.boot.listener.lease;

import java.util.Optional;

/**
 * Lets one of several instances run a listener, to spare the others the work. Nothing
 * depends on it for correctness: should two instances hold the same lease, events are
 * repeated, and the position cannot move back.
 */
public interface AuditLeases {

	/**
	 * Try to become the one that runs a listener, without waiting. Called on the thread
	 * of its container.
	 * @param listener the id of the listener
	 * @return the lease; empty when another holds it
	 */
	Optional<Lease> acquire(String listener);

	/**
	 * What is held until it is released, or not renewed in time. Used on the thread that
	 * acquired it.
	 */
	interface Lease {

		/**
		 * Hold the lease for longer. Called between deliveries, at least as often as the
		 * listener asks for events.
		 * @return {@code false} if it has been lost
		 */
		boolean renew();

		/**
		 * Let another instance take over.
		 */
		void release();

	}

}
