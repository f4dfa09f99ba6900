package ai.memoturn.boot.scope;

import org.jspecify.annotations.Nullable;

/**
 * Tells on which branch of somebody's memories the current call works. Define a bean of
 * this type to decide it for the application; whose memories they are, the
 * {@link MemoryProfileResolver} tells as ever. Without one, calls work on the main
 * branch.
 * <p>
 * A caller may choose freely among the branches of their own memories, so the answer may
 * come from a header or a parameter of the request.
 */
@FunctionalInterface
public interface MemoryBranchResolver {

	/**
	 * Return the branch. Called after a {@link MemoryProfileResolver} has answered with a
	 * scope that names none, on the same thread and as often. Must be thread-safe and
	 * should not block.
	 * @return the branch, or {@code null} for the main one; a failure is one of the
	 * operation
	 */
	@Nullable String resolve();

}
