package ai.memoturn.boot.listener.position;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@link AuditPositionStore} that forgets everything when the application ends, for
 * tests.
 */
public final class InMemoryAuditPositionStore implements AuditPositionStore {

	private final Map<String, Stored> positions = new ConcurrentHashMap<>();

	@Override
	public Optional<Stored> load(String listener) {
		return Optional.ofNullable(this.positions.get(listener));
	}

	@Override
	public boolean save(long expected, AuditPosition position) {
		Stored next = new Stored(expected + 1, position);
		return this.positions.compute(position.listener(),
				(listener, stored) -> (((stored != null) ? stored.version() : 0) == expected) ? next : stored) == next;
	}

	@Override
	public String describe() {
		return "memory";
	}

	@Override
	public boolean isDurable() {
		return false;
	}

}
