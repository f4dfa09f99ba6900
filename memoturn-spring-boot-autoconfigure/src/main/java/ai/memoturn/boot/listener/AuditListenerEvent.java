package ai.memoturn.boot.listener;

import java.time.Duration;

import org.springframework.context.ApplicationEvent;

/**
 * Something that a container did, published on its own thread.
 */
public abstract class AuditListenerEvent extends ApplicationEvent {

	AuditListenerEvent(AuditListenerContainer container) {
		super(container);
	}

	/**
	 * Return the container.
	 * @return the container
	 */
	public AuditListenerContainer container() {
		return (AuditListenerContainer) getSource();
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + container().id() + "]";
	}

	/** The container began to run. */
	public static final class Started extends AuditListenerEvent {

		Started(AuditListenerContainer container) {
			super(container);
		}

	}

	/** The container runs no more. */
	public static final class Stopped extends AuditListenerEvent {

		private final AuditStopReason reason;

		Stopped(AuditListenerContainer container, AuditStopReason reason) {
			super(container);
			this.reason = reason;
		}

		/**
		 * Return why it stopped.
		 * @return the reason
		 */
		public AuditStopReason reason() {
			return this.reason;
		}

	}

	/** Nothing has come for some time. */
	public static final class Idle extends AuditListenerEvent {

		private final Duration time;

		Idle(AuditListenerContainer container, Duration time) {
			super(container);
			this.time = time;
		}

		/**
		 * Return how long nothing has come.
		 * @return the time
		 */
		public Duration time() {
			return this.time;
		}

	}

	/** What comes is older than the options let pass in silence. */
	public static final class Lag extends AuditListenerEvent {

		private final Duration lag;

		Lag(AuditListenerContainer container, Duration lag) {
			super(container);
			this.lag = lag;
		}

		/**
		 * Return how old the oldest event is that was read and not yet handled.
		 * @return the time
		 */
		public Duration lag() {
			return this.lag;
		}

	}

	/** Events may be missing from the stream. */
	public static final class Gap extends AuditListenerEvent {

		private final AuditGap gap;

		Gap(AuditListenerContainer container, AuditGap gap) {
			super(container);
			this.gap = gap;
		}

		/**
		 * Return what is known of it.
		 * @return the gap
		 */
		public AuditGap gap() {
			return this.gap;
		}

	}

}
