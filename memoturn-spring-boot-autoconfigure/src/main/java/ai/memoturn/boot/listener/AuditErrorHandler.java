package ai.memoturn.boot.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of events that could not be handled. An {@link Error} does not
 * reach it: it stops the container. Called on the thread of the container.
 */
public interface AuditErrorHandler {

	/**
	 * Return when to deliver again.
	 * @param failure what failed
	 * @return how long to wait; {@code null} to hand the events to
	 * {@link #recover(AuditDeliveryFailure)}, several of them only after each was
	 * delivered alone
	 */
	@Nullable Duration retryAfter(AuditDeliveryFailure failure);

	/**
	 * Keep what could not be handled. Only when this has returned does the position move.
	 * @param failure the events, and what their handler failed with
	 * @throws Exception if they could not be kept; they are delivered again
	 */
	void recover(AuditDeliveryFailure failure) throws Exception;

}
