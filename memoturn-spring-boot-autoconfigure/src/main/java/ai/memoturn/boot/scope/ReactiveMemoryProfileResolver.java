package ai.memoturn.boot.scope;

import reactor.core.publisher.Mono;

/**
 * Tells, from Reactor's context, whose memories a reactive call addresses: the twin of
 * {@link MemoryProfileResolver}. Define a bean of this type to decide it for the
 * application; without one and without a bean of the other type, the authenticated
 * principal is taken.
 * <p>
 * Never derive the answer from what a caller may choose freely.
 */
@FunctionalInterface
public interface ReactiveMemoryProfileResolver {

	/**
	 * Return whose memories are addressed. Subscribed to once for each subscription to an
	 * operation of a scoped profile, with the subscriber's context and before anything is
	 * sent; the answer is used for that subscription only. Must be thread-safe and must
	 * not block.
	 * @return the scope; empty when the context names nobody, in which case the identity
	 * of the thread that assembled the call counts, or the operation fails with a
	 * {@link NoMemoryProfileException}
	 */
	Mono<MemoryScope> resolve();

	/**
	 * Return a resolver whose scopes that name no branch are on the branch that another
	 * one tells.
	 * @param branches tells the branch
	 * @return both together
	 */
	default ReactiveMemoryProfileResolver onBranchOf(ReactiveMemoryBranchResolver branches) {
		return () -> resolve().flatMap((scope) -> (scope.branch() != null) ? Mono.just(scope)
				: branches.resolve().map(scope::onBranch).defaultIfEmpty(scope));
	}

}
