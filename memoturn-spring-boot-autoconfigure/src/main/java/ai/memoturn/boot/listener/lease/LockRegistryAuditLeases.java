package ai.memoturn.boot.listener.lease;

import java.util.Optional;
import java.util.concurrent.locks.Lock;

import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * {@link AuditLeases} that are locks of Spring Integration. A registry whose locks expire
 * must be a {@link RenewableLockRegistry}, and its time to live longer than a delivery
 * takes.
 */
public final class LockRegistryAuditLeases implements AuditLeases {

	private static final String PREFIX = "memoturn-audit-";

	private final LockRegistry<?> registry;

	/**
	 * Create leases.
	 * @param registry has the locks, one by listener
	 */
	public LockRegistryAuditLeases(LockRegistry<?> registry) {
		this.registry = registry;
	}

	@Override
	public Optional<Lease> acquire(String listener) {
		Lock lock = this.registry.obtain(PREFIX + listener);
		return lock.tryLock() ? Optional.of(new Held(lock, PREFIX + listener)) : Optional.empty();
	}

	private final class Held implements Lease {

		private final Lock lock;

		private final String key;

		Held(Lock lock, String key) {
			this.lock = lock;
			this.key = key;
		}

		@Override
		public boolean renew() {
			if (LockRegistryAuditLeases.this.registry instanceof RenewableLockRegistry<?> renewable) {
				try {
					renewable.renewLock(this.key);
				}
				catch (IllegalStateException ex) {
					// Its word for a lock that has expired or is another's.
					return false;
				}
			}
			return true;
		}

		@Override
		public void release() {
			this.lock.unlock();
		}

	}

}
