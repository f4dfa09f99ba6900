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
		long asked = System.nanoTime();
		LockConfiguration lock = new LockConfiguration(ClockProvider.now(), "memoturn-audit-" + listener, this.duration,
				Duration.ZERO);
		return this.provider.lock(lock).map((held) -> new Held(held, asked));
	}

	private final class Held implements Lease {

		private SimpleLock lock;

		private long since;

		private boolean lost;

		Held(SimpleLock lock, long since) {
			this.lock = lock;
			this.since = since;
		}

		@Override
		public boolean renew() {
			long asked = System.nanoTime();
			Optional<SimpleLock> extended = isHeld(asked)
					? this.lock.extend(ShedLockAuditLeases.this.duration, Duration.ZERO) : Optional.empty();
			extended.ifPresent((lock) -> this.lock = lock);
			this.since = asked;
			this.lost = extended.isEmpty();
			return !this.lost;
		}

		@Override
		public void release() {
			if (isHeld(System.nanoTime())) {
				this.lock.unlock();
			}
		}

		// Providers tell holders apart by their hosts at most, so that what has expired
		// could be extended or unlocked for another instance on this one.
		private boolean isHeld(long now) {
			return !this.lost && now - this.since < ShedLockAuditLeases.this.duration.toNanos();
		}

	}

}
