package ai.memoturn.boot.scope;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Tells which profile the current call addresses. A scope that was opened around the work
 * wins over the resolvers, and there is no default: nobody is nobody.
 */
public final class ScopeResolution {

	private final @Nullable MemoryProfileResolver resolver;

	private final @Nullable ReactiveMemoryProfileResolver reactiveResolver;

	private final @Nullable String namespace;

	private final ProfileNameEncoding encoding;

	private final MemoryScopeRedirection redirection;

	/**
	 * Create the resolution.
	 * @param resolver tells it from the calling thread; {@code null} if nothing does
	 * @param reactiveResolver tells it from Reactor's context; {@code null} if nothing
	 * does
	 * @param namespace the namespace for scopes that name none
	 * @param encoding how the profile of a scope becomes the name of a profile
	 */
	public ScopeResolution(@Nullable MemoryProfileResolver resolver,
			@Nullable ReactiveMemoryProfileResolver reactiveResolver, @Nullable String namespace,
			ProfileNameEncoding encoding) {
		this.resolver = resolver;
		this.reactiveResolver = reactiveResolver;
		this.namespace = namespace;
		this.encoding = encoding;
		this.redirection = (scope) -> scope;
	}

	private ScopeResolution(ScopeResolution resolution, MemoryScopeRedirection redirection) {
		this.resolver = resolution.resolver;
		this.reactiveResolver = resolution.reactiveResolver;
		this.namespace = resolution.namespace;
		this.encoding = resolution.encoding;
		this.redirection = redirection;
	}

	/**
	 * Return a resolution like this one that addresses other memories.
	 * @param redirection says which, in place of what redirected before
	 * @return the resolution
	 */
	public ScopeResolution redirectedBy(MemoryScopeRedirection redirection) {
		return new ScopeResolution(this, redirection);
	}

	/**
	 * Return the profile that a call on this thread addresses.
	 */
	ProfileAddress onThread() {
		ProfileAddress address = findOnThread();
		if (address == null) {
			throw nobody("on thread '" + Thread.currentThread().getName() + "'");
		}
		return address;
	}

	/**
	 * Return the profile that a reactive call addresses. The thread is asked now, where
	 * the call is assembled; the context is asked on subscription, and no thread again.
	 */
	Mono<ProfileAddress> inContext() {
		ProfileAddress assembled;
		try {
			assembled = findOnThread();
		}
		catch (RuntimeException ex) {
			return Mono.error(ex);
		}
		return Mono.deferContextual(this::find)
			.doOnNext((subscribed) -> refuseIfDifferent(assembled, subscribed))
			.switchIfEmpty((assembled != null) ? Mono.just(assembled)
					: Mono.error(() -> nobody("in Reactor's context, nor where the call was assembled")));
	}

	/**
	 * Return the profile that a scope means.
	 */
	ProfileAddress address(MemoryScope scope) {
		if (scope.profile().isEmpty()) {
			throw new NoMemoryProfileException("The name of the profile is empty");
		}
		String namespace = (scope.namespace() != null) ? scope.namespace() : this.namespace;
		if (namespace == null) {
			throw new NoMemoryProfileException(
					"There is no namespace to look for the current user's memories in. Set memoturn.namespace");
		}
		MemoryScope addressed = this.redirection
			.redirect(new MemoryScope(namespace, scope.profile(), scope.branch(), scope.stored()));
		ProfileNameEncoding encoding = addressed.stored() ? ProfileNameEncoding.STRICT : this.encoding;
		return new ProfileAddress((addressed.namespace() != null) ? addressed.namespace() : namespace,
				encoding.encode(addressed.profile()), addressed.branch());
	}

	private @Nullable ProfileAddress findOnThread() {
		MemoryScope scope = CurrentMemoryScope.get();
		if (scope == null && this.resolver != null) {
			scope = this.resolver.resolve();
		}
		return (scope != null && !scope.profile().isEmpty()) ? address(scope) : null;
	}

	private Mono<ProfileAddress> find(ContextView context) {
		Mono<MemoryScope> scope = Mono.justOrEmpty(context.<MemoryScope>getOrEmpty(CurrentMemoryScope.KEY));
		if (this.reactiveResolver != null && !context.hasKey(CurrentMemoryScope.KEY)) {
			scope = this.reactiveResolver.resolve();
		}
		return scope.filter((found) -> !found.profile().isEmpty()).map(this::address);
	}

	private static void refuseIfDifferent(@Nullable ProfileAddress assembled, ProfileAddress subscribed) {
		if (assembled != null && !assembled.equals(subscribed)) {
			throw new NoMemoryProfileException("The call was assembled for one user and subscribed to for another, so "
					+ "it cannot be said whose memories are meant. Assemble it within the chain that is subscribed to, "
					+ "for example with Mono.defer, or use MemoryProfiles to say whose memories are meant");
		}
	}

	private NoMemoryProfileException nobody(String where) {
		if (this.resolver == null && this.reactiveResolver == null) {
			return new NoMemoryProfileException(
					"It cannot be said whose memories are meant, because the application has neither a "
							+ "MemoryProfileResolver nor a ReactiveMemoryProfileResolver, and only applications with "
							+ "Spring Security or a web server get one. Define such a bean, or use MemoryProfiles");
		}
		return new NoMemoryProfileException("Nobody is signed in " + where
				+ ", so it cannot be said whose memories are meant. Use a scoped memory profile in an authenticated "
				+ "request, MemoryProfiles for work that belongs to no request, and Micrometer's context propagation "
				+ "to hand the user to another thread");
	}

}
