package ai.memoturn.boot.listener;

import java.time.Duration;
import java.util.Optional;

import ai.memoturn.boot.listener.lease.AuditLeases;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Holds the lease of a listener, where there are leases. Used by the thread of its
 * container alone, which a failure of the leases does not end.
 */
final class AuditLeaseHolder {

	/** How often a lease is renewed at most. */
	static final Duration CHECK = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(AuditLeaseHolder.class);

	private final String listener;

	private final @Nullable AuditLeases leases;

	private final ListenerTime time;

	private AuditLeases.@Nullable Lease lease;

	private long checked;

	AuditLeaseHolder(String listener, @Nullable AuditLeases leases, ListenerTime time) {
		this.listener = listener;
		this.leases = leases;
		this.time = time;
	}

	/**
	 * Try to get the lease, which is not held.
	 * @return whether it is held now
	 */
	boolean acquire() {
		AuditLeases leases = this.leases;
		if (leases == null) {
			return true;
		}
		Optional<AuditLeases.Lease> lease;
		try {
			lease = leases.acquire(this.listener);
		}
		catch (RuntimeException ex) {
			logger.warn("Audit listener '" + this.listener + "' cannot ask for its lease: " + ex.getMessage());
			lease = Optional.empty();
		}
		this.lease = lease.orElse(null);
		this.checked = this.time.nanos();
		return lease.isPresent();
	}

	/**
	 * Renew the lease, if there are leases and it is time.
	 * @return {@code false} if there is none to renew, or it is lost
	 */
	boolean keep() {
		if (this.leases == null) {
			return true;
		}
		AuditLeases.Lease lease = this.lease;
		if (lease == null) {
			return false;
		}
		long now = this.time.nanos();
		if (now - this.checked < CHECK.toNanos()) {
			return true;
		}
		this.checked = now;
		try {
			if (lease.renew()) {
				return true;
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Audit listener '" + this.listener + "' cannot renew its lease: " + ex.getMessage());
		}
		logger.info("Audit listener '" + this.listener + "' lost its lease");
		release();
		return false;
	}

	void release() {
		AuditLeases.Lease lease = this.lease;
		this.lease = null;
		if (lease != null) {
			try {
				lease.release();
			}
			catch (RuntimeException ex) {
				logger.debug("A lease that had been lost could not be released", ex);
			}
		}
	}

}
