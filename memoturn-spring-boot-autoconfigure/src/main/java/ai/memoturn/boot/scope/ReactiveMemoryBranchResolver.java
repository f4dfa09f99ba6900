package ai.memoturn.boot.scope;

import reactor.core.publisher.Mono;

/**
 * Tells, from Reactor's context, on which branch a reactive call works: the twin of
 * {@link MemoryBranchResolver}, for the answers of a
 * {@link ReactiveMemoryProfileResolver}.
 */
@FunctionalInterface
public interface ReactiveMemoryBranchResolver {

	/**
	 * Return the branch. Subscribed to after a {@link ReactiveMemoryProfileResolver} has
	 * answered with a scope that names none, with the same context and as often. Must be
	 * thread-safe and must not block.
	 * @return the branch; empty for the main one
	 */
	Mono<String> resolve();

}
