package ai.memoturn.boot.scope;

/**
 * Says which memories stand in for those that a scope means, for surroundings in which
 * nobody is to reach the usual ones: tests that must not see one another, or a try-out of
 * an application on branches. Every scope of an application passes through its bean of
 * this type, however it was found: opened with {@link MemoryProfiles}, or told by a
 * resolver. Without such a bean, scopes mean what they say.
 */
@FunctionalInterface
public interface MemoryScopeRedirection {

	/**
	 * Return the scope that is addressed in place of another. Called once for each
	 * operation of a scoped profile and for each handle taken from
	 * {@link MemoryProfiles}, on the thread that needs the answer, which may be one that
	 * must not block. Must be thread-safe.
	 * @param scope whose memories are meant, with its namespace
	 * @return whose memories are addressed; the scope itself for no change
	 */
	MemoryScope redirect(MemoryScope scope);

}
