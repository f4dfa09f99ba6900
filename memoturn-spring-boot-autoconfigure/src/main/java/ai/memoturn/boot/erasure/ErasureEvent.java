package ai.memoturn.boot.erasure;

import ai.memoturn.client.erasure.Erasure;

import org.springframework.context.ApplicationEvent;

/**
 * What became of an erasure that is watched, published on the thread that found out.
 */
public abstract class ErasureEvent extends ApplicationEvent {

	private final String namespace;

	private final String profile;

	private final transient Erasure erasure;

	ErasureEvent(ErasureWatch watch, String namespace, String profile, Erasure erasure) {
		super(watch);
		this.namespace = namespace;
		this.profile = profile;
		this.erasure = erasure;
	}

	/**
	 * Return the namespace.
	 * @return the namespace
	 */
	public String namespace() {
		return this.namespace;
	}

	/**
	 * Return the profile in which it was erased.
	 * @return the profile
	 */
	public String profile() {
		return this.profile;
	}

	/**
	 * Return the erasure's coupon.
	 * @return the coupon as the node told it
	 */
	public Erasure erasure() {
		return this.erasure;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.erasure.id() + "]";
	}

	/**
	 * Checkpoints or branches hold the erasure up, and do not go by themselves. Published
	 * again when others do.
	 */
	public static final class Blocked extends ErasureEvent {

		Blocked(ErasureWatch watch, String namespace, String profile, Erasure erasure) {
			super(watch, namespace, profile, erasure);
		}

	}

	/** The erasure is completed and has its receipt, which is not verified here. */
	public static final class Completed extends ErasureEvent {

		Completed(ErasureWatch watch, String namespace, String profile, Erasure erasure) {
			super(watch, namespace, profile, erasure);
		}

	}

}
