package ai.memoturn.embedded.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until a test moves it.
 */
public final class MutableClock implements InstantSource {

	private final AtomicLong millis = new AtomicLong(1_781_136_000_000L);

	@Override
	public Instant instant() {
		return Instant.ofEpochMilli(millis());
	}

	@Override
	public long millis() {
		return this.millis.get();
	}

	/**
	 * Move the time.
	 * @param by by how many milliseconds
	 */
	public void advance(long by) {
		this.millis.addAndGet(by);
	}

}
