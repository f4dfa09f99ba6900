package ai.memoturn.boot.scope;

import org.jspecify.annotations.Nullable;

/**
 * The scope that was set around the work of a thread. Neither value is ever inherited by
 * a thread that is started: threads of a pool would keep the first one for good.
 */
final class CurrentMemoryScope {

	/** Where the scope lies in Reactor's context and in Micrometer's snapshots. */
	static final String KEY = "ai.memoturn.memory-scope";

	private static final ThreadLocal<@Nullable MemoryScope> scope = new ThreadLocal<>();

	private static final ThreadLocal<@Nullable MemoryProfileResolver> request = new ThreadLocal<>();

	private CurrentMemoryScope() {
	}

	static @Nullable MemoryScope get() {
		return scope.get();
	}

	static void set(@Nullable MemoryScope value) {
		if (value != null) {
			scope.set(value);
		}
		else {
			scope.remove();
		}
	}

	/**
	 * Say that the thread begins to serve a request.
	 * @param resolver tells whose request it is
	 */
	static void beginRequest(MemoryProfileResolver resolver) {
		request.set(resolver);
	}

	/**
	 * Say that the thread has served a request.
	 * @param before the scope of the thread when it began; a thread of a server had none
	 */
	static void endRequest(@Nullable MemoryScope before) {
		request.remove();
		set(before);
	}

	/**
	 * Return what work that is handed to another thread takes along.
	 * @return the scope that was set, else that of the request; {@code null} when there
	 * is neither, or it cannot be told: work that asks for no memories must not suffer
	 */
	static @Nullable MemoryScope capture() {
		MemoryScope current = scope.get();
		return (current != null) ? current : ofRequest();
	}

	/**
	 * Put back what {@link #capture()} returned before something else was set.
	 * @param captured the scope
	 */
	static void restore(MemoryScope captured) {
		// The request's own is not pinned: who signs in later in it is somebody else.
		set(captured.equals(ofRequest()) ? null : captured);
	}

	private static @Nullable MemoryScope ofRequest() {
		MemoryProfileResolver resolver = request.get();
		try {
			return (resolver != null) ? resolver.resolve() : null;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
