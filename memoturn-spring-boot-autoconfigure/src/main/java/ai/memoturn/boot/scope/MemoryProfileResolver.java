package ai.memoturn.boot.scope;

import org.jspecify.annotations.Nullable;

/**
 * Tells whose memories the current call addresses. Define a bean of this type to decide
 * it for the application; without one, the authenticated principal is taken, or what
 * {@code memoturn.scope.*} says.
 * <p>
 * Never derive the answer from what a caller may choose freely, such as a header or a
 * parameter that nobody has verified: who picks the profile reads its memories.
 */
@FunctionalInterface
public interface MemoryProfileResolver {

	/**
	 * Return whose memories are addressed now. Called once for each operation of a scoped
	 * profile, on the thread that calls the operation and before anything is sent; the
	 * answer is used for that operation only and never kept. Must be thread-safe and
	 * should not block.
	 * @return the scope, or {@code null} when there is nobody, in which case the
	 * operation fails with a {@link NoMemoryProfileException}
	 */
	@Nullable MemoryScope resolve();

	/**
	 * Return a resolver that asks another one when this one knows nobody.
	 * @param next the other one
	 * @return the chain of both; a failure of the first is not passed over
	 */
	default MemoryProfileResolver orElse(MemoryProfileResolver next) {
		return () -> {
			MemoryScope scope = resolve();
			return (scope != null) ? scope : next.resolve();
		};
	}

	/**
	 * Return a resolver whose scopes that name no branch are on the branch that another
	 * one tells.
	 * @param branches tells the branch
	 * @return both together
	 */
	default MemoryProfileResolver onBranchOf(MemoryBranchResolver branches) {
		return () -> {
			MemoryScope scope = resolve();
			return (scope != null && scope.branch() == null) ? scope.onBranch(branches.resolve()) : scope;
		};
	}

}
