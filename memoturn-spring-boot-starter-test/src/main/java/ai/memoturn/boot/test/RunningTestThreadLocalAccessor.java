package ai.memoturn.boot.test;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the test along when Micrometer hands a thread's context to another thread or to
 * Reactor. Registered as a service.
 */
public final class RunningTestThreadLocalAccessor implements ThreadLocalAccessor<Object> {

	@Override
	public Object key() {
		return "ai.memoturn.running-test";
	}

	@Override
	public @Nullable Object getValue() {
		return RunningTest.onThread();
	}

	@Override
	public void setValue(Object value) {
		RunningTest.setOnThread((RunningTest) value);
	}

	@Override
	public void setValue() {
		RunningTest.setOnThread(null);
	}

}
