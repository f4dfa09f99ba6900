package ai.memoturn.boot.listener;

/**
 * Takes events that could not be handled, so that the listener can go on behind them.
 * Only when it has returned does the position move. Called on the thread of the
 * container, and again for the same events after a crash or when it failed.
 */
@FunctionalInterface
public interface AuditRecoverer {

	/**
	 * Keep what could not be handled.
	 * @param failure the events, and what their handler failed with
	 * @throws Exception if they could not be kept; they are delivered again
	 */
	void recover(AuditDeliveryFailure failure) throws Exception;

	/**
	 * Write one line at level error for each event: what names it and what the handler
	 * failed with.
	 * @return the recoverer
	 */
	static AuditRecoverer logging() {
		return new LoggingAuditRecoverer();
	}

}
