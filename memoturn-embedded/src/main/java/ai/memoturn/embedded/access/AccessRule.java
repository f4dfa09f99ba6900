package ai.memoturn.embedded.access;

import org.jspecify.annotations.Nullable;

/**
 * What a route asks of its caller.
 */
public enum AccessRule {

	/** Nothing. */
	OPEN(null),

	/** The platform key. */
	PLATFORM(null),

	/** The platform key or an admin token of the namespace. */
	PLATFORM_OR_NAMESPACE_ADMIN(Scope.ADMIN),

	/** A token of exactly the namespace. */
	NAMESPACE(Scope.READ),

	/** A token that covers the database, for reading. */
	READ(Scope.READ),

	/** A token that covers the database, for writing. */
	WRITE(Scope.WRITE),

	/** A token that covers the database, for everything. */
	ADMIN(Scope.ADMIN);

	private final @Nullable Scope scope;

	AccessRule(@Nullable Scope scope) {
		this.scope = scope;
	}

	/**
	 * Return the scope that a token must have.
	 * @return the scope, {@code null} where no token is accepted or none is needed
	 */
	public @Nullable Scope scope() {
		return this.scope;
	}

}
