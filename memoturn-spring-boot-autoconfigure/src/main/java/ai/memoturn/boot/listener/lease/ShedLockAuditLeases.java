package ai.memoturn.boot.listener.lease;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;

import org.springframework.util.Assert;

/**
 * {@link AuditLeases} that are locks of ShedLock, whose provider must be able to extend
 * them.
 */
public final class ShedLockAuditLeases implements AuditLeases {

	private final LockProvider provider;

	private final Duration duration;

	/**
	 * Create leases.
	 * @param provider has the locks, one by listener
	 * @param duration how long a lease lasts unless it is renewed, longer than a delivery
	 * takes; after a crash another instance takes over when it has passed
	 */
	public ShedLockAuditLeases(LockProvider provider, Duration duration) {
		Assert.isTrue(duration.compareTo(Duration.ofSeconds(1)) >= 0,
				() -> "duration must be a second or more, but is " + duration);
		this.provider = Objects.requireNonNull(provider, "provider must not be null");
		this.duration = duration;
	}

	@Override
	public Optional<Lease> acquire(String listener) {
		LockConfiguration lock = new LockConfiguration(ClockProvider.now(), "memoturn-audit-" + listener, this.duration,
				Duration.ZERO);
		return this.provider.lock(lock).map(Held::new);
	}

	private final class Held implements Lease {

		private SimpleLock lock;

		private boolean lost;

		Held(SimpleLock lock) {
			this.lock = lock;
		}

		@Override
		public boolean renew() {
			Optional<SimpleLock> extended = this.lost ? Optional.empty()
					: this.lock.extend(ShedLockAuditLeases.this.duration, Duration.ZERO);
			extended.ifPresent((lock) -> this.lock = lock);
			this.lost = extended.isEmpty();
			return !this.lost;
		}

		@Override
		public void release() {
			// ShedLock refuses to unlock what could not be extended.
			if (!this.lost) {
				this.lock.unlock();
			}
		}

	}

}
