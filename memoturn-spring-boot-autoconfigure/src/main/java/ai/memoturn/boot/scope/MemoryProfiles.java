package ai.memoturn.boot.scope;

import java.util.function.Supplier;

import ai.memoturn.boot.erasure.ErasureWatch;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Says whose memories are meant where no request does, in the namespace and with the
 * encoding of the application. Either takes a handle on somebody's memories, or opens a
 * scope around work that uses the injected profiles:
 *
 * <pre>{@code
 * profiles.of(MemoryScope.of("alice")).ingest(MemoryInput.event("invoice sent"));
 *
 * try (MemoryProfiles.Opened alice = profiles.open(MemoryScope.of("alice"))) {
 *     assistant.summarize(); // uses an injected MemoryProfile
 * }
 * }</pre>
 *
 * A scope that is opened within another one, or within a request, counts until it is
 * closed. Thread-safe.
 */
public final class MemoryProfiles {

	private final MemoturnClient client;

	private final ReactiveMemoturnClient reactiveClient;

	private final ScopeResolution resolution;

	private final @Nullable ErasureWatch erasures;

	/**
	 * Create the profiles of an application.
	 * @param client what blocking calls go through
	 * @param reactiveClient what reactive calls go through
	 * @param resolution tells which profile a scope or the current call means
	 */
	public MemoryProfiles(MemoturnClient client, ReactiveMemoturnClient reactiveClient, ScopeResolution resolution) {
		this(client, reactiveClient, resolution, null);
	}

	/**
	 * Create the profiles of an application.
	 * @param client what blocking calls go through
	 * @param reactiveClient what reactive calls go through
	 * @param resolution tells which profile a scope or the current call means
	 * @param erasures watches the erasures that {@link #current()} and
	 * {@link #reactiveCurrent()} are asked for; {@code null} for nothing
	 */
	public MemoryProfiles(MemoturnClient client, ReactiveMemoturnClient reactiveClient, ScopeResolution resolution,
			@Nullable ErasureWatch erasures) {
		this.erasures = erasures;
		this.client = client;
		this.reactiveClient = reactiveClient;
		this.resolution = resolution;
	}

	/**
	 * Return a handle on somebody's memories, which never addresses anybody else.
	 * @param scope whose memories
	 * @return the handle; nothing is sent
	 * @throws NoMemoryProfileException if there is no namespace, or the name is no
	 * profile name
	 */
	public MemoryProfile of(MemoryScope scope) {
		return handle(this.resolution.address(scope));
	}

	/**
	 * Return a reactive handle on somebody's memories, which never addresses anybody
	 * else.
	 * @param scope whose memories
	 * @return the handle; nothing is sent
	 * @throws NoMemoryProfileException as of {@link #of(MemoryScope)}
	 */
	public ReactiveMemoryProfile reactiveOf(MemoryScope scope) {
		return reactiveHandle(this.resolution.address(scope));
	}

	/**
	 * Return the profile that addresses whoever makes the call.
	 * @return the profile, the same as is injected
	 */
	public ScopedMemoryProfile current() {
		return new ScopedMemoryProfile(this, null, CallOptions.none());
	}

	/**
	 * Return the reactive profile that addresses whoever makes the call.
	 * @return the profile, the same as is injected
	 */
	public ScopedReactiveMemoryProfile reactiveCurrent() {
		return new ScopedReactiveMemoryProfile(this, null, CallOptions.none());
	}

	/**
	 * Return a handle on the memories of whoever this thread works for, which keeps to
	 * them on every thread.
	 * @return the handle; nothing is sent
	 * @throws NoMemoryProfileException if it cannot be said whose memories are meant
	 */
	public MemoryProfile onThread() {
		return handle(this.resolution.onThread());
	}

	/**
	 * Return a reactive handle on the memories of whoever this thread works for, which
	 * keeps to them on every thread and in every context.
	 * @return the handle; nothing is sent
	 * @throws NoMemoryProfileException if it cannot be said whose memories are meant
	 */
	public ReactiveMemoryProfile reactiveOnThread() {
		return reactiveHandle(this.resolution.onThread());
	}

	/**
	 * Return a handle on the memories of whoever subscribes, which keeps to them on every
	 * thread. The thread of this call and the context of the subscription are asked, as
	 * by an operation of {@link ScopedReactiveMemoryProfile}.
	 * @return the handle, or a {@link NoMemoryProfileException}; nothing is sent
	 */
	public Mono<MemoryProfile> inContext() {
		return this.resolution.inContext().map(this::handle);
	}

	/**
	 * Return a reactive handle on the memories of whoever subscribes, which keeps to them
	 * on every thread and in every context.
	 * @return the handle, or a {@link NoMemoryProfileException}; nothing is sent
	 * @see #inContext()
	 */
	public Mono<ReactiveMemoryProfile> reactiveInContext() {
		return this.resolution.inContext().map(this::reactiveHandle);
	}

	/**
	 * Open a scope on this thread: until it is closed, the injected profiles address its
	 * profile here, and so does work handed to other threads with Micrometer's context
	 * propagation.
	 * @param scope whose memories
	 * @return what closes the scope, on this thread
	 * @throws NoMemoryProfileException as of {@link #of(MemoryScope)}
	 */
	public Opened open(MemoryScope scope) {
		this.resolution.address(scope);
		return new Opened(scope);
	}

	/**
	 * Run work in a scope.
	 * @param scope whose memories
	 * @param work what to run on this thread
	 * @throws NoMemoryProfileException as of {@link #of(MemoryScope)}
	 */
	public void run(MemoryScope scope, Runnable work) {
		Opened opened = open(scope);
		try {
			work.run();
		}
		finally {
			opened.close();
		}
	}

	/**
	 * Run work in a scope and return its result.
	 * @param <T> the type of the result
	 * @param scope whose memories
	 * @param work what to run on this thread
	 * @return the result
	 * @throws NoMemoryProfileException as of {@link #of(MemoryScope)}
	 */
	public <T extends @Nullable Object> T call(MemoryScope scope, Supplier<T> work) {
		Opened opened = open(scope);
		try {
			return work.get();
		}
		finally {
			opened.close();
		}
	}

	/**
	 * Run reactive work in a scope: what it assembles and what it subscribes to address
	 * the scope's profile, whatever the context around it says.
	 * @param <T> the type of the result
	 * @param scope whose memories
	 * @param work assembles the work, on each subscription
	 * @return the work; fails with {@link NoMemoryProfileException} as of
	 * {@link #of(MemoryScope)}
	 */
	public <T> Mono<T> mono(MemoryScope scope, Supplier<? extends Mono<T>> work) {
		return Mono.defer(() -> this.<Mono<T>>call(scope, work::get))
			.contextWrite((context) -> context.put(CurrentMemoryScope.KEY, scope));
	}

	/**
	 * Run reactive work in a scope, as {@link #mono(MemoryScope, Supplier)} does.
	 * @param <T> the type of the results
	 * @param scope whose memories
	 * @param work assembles the work, on each subscription
	 * @return the work
	 */
	public <T> Flux<T> flux(MemoryScope scope, Supplier<? extends Flux<T>> work) {
		return Flux.defer(() -> this.<Flux<T>>call(scope, work::get))
			.contextWrite((context) -> context.put(CurrentMemoryScope.KEY, scope));
	}

	void watch(String namespace, String profile, @Nullable String erasureId) {
		if (this.erasures != null && erasureId != null) {
			this.erasures.watch(namespace, profile, erasureId);
		}
	}

	private MemoryProfile handle(ProfileAddress address) {
		MemoryProfile profile = this.client.memory(address.namespace(), address.profile());
		return (address.branch() != null) ? profile.onBranch(address.branch()) : profile;
	}

	private ReactiveMemoryProfile reactiveHandle(ProfileAddress address) {
		ReactiveMemoryProfile profile = this.reactiveClient.memory(address.namespace(), address.profile());
		return (address.branch() != null) ? profile.onBranch(address.branch()) : profile;
	}

	/**
	 * A scope that is open on the thread which opened it.
	 */
	public static final class Opened implements AutoCloseable {

		private final Thread thread = Thread.currentThread();

		private final MemoryScope scope;

		private final @Nullable MemoryScope before;

		private boolean closed;

		private Opened(MemoryScope scope) {
			this.scope = scope;
			this.before = CurrentMemoryScope.get();
			CurrentMemoryScope.set(scope);
		}

		/**
		 * Close the scope; what was current before is current again. Has no effect when
		 * closed already.
		 * @throws IllegalStateException on another thread, or if a scope that was opened
		 * later is still open
		 */
		@Override
		public void close() {
			if (this.closed) {
				return;
			}
			if (this.thread != Thread.currentThread()) {
				throw new IllegalStateException(
						"A memory scope must be closed on the thread that opened it, '" + this.thread.getName()
								+ "', but was to be closed on '" + Thread.currentThread().getName() + "'");
			}
			if (CurrentMemoryScope.get() != this.scope) {
				throw new IllegalStateException("A memory scope that was opened later is still open; scopes must be "
						+ "closed in the reverse order, as try-with-resources does");
			}
			this.closed = true;
			CurrentMemoryScope.set(this.before);
		}

		@Override
		public String toString() {
			return "Memory scope" + ((this.closed) ? ", closed" : "");
		}

	}

}
