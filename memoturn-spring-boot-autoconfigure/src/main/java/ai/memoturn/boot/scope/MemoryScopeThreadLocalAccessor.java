package ai.memoturn.boot.scope;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the scope along when Micrometer hands a thread's context to another thread or to
 * Reactor: the one set with {@link MemoryProfiles}, else that of the request which the
 * thread serves. What arrives on the other side is a fixed value; nothing is resolved
 * there. Registered as a service.
 */
public final class MemoryScopeThreadLocalAccessor implements ThreadLocalAccessor<MemoryScope> {

	@Override
	public Object key() {
		return CurrentMemoryScope.KEY;
	}

	@Override
	public @Nullable MemoryScope getValue() {
		return CurrentMemoryScope.capture();
	}

	@Override
	public void setValue(MemoryScope value) {
		CurrentMemoryScope.set(value);
	}

	@Override
	public void setValue() {
		CurrentMemoryScope.set(null);
	}

	@Override
	public void restore(MemoryScope previousValue) {
		CurrentMemoryScope.restore(previousValue);
	}

}
