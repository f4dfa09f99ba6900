package ai.memoturn.boot.autoconfigure;

import java.security.Principal;
import java.util.function.Supplier;

import ai.memoturn.boot.scope.MemoryProfileResolver;
import ai.memoturn.boot.scope.MemoryScope;
import org.jspecify.annotations.Nullable;

/**
 * Takes the profile from the name of the authenticated principal. The name must tell all
 * users of the application apart; where several identity providers sign users in, their
 * names may coincide, and the application needs its own {@link MemoryProfileResolver}.
 */
class PrincipalMemoryProfileResolver implements MemoryProfileResolver {

	private final String namespace;

	private final Supplier<@Nullable Principal> principal;

	PrincipalMemoryProfileResolver(String namespace, Supplier<@Nullable Principal> principal) {
		this.namespace = namespace;
		this.principal = principal;
	}

	@Override
	public @Nullable MemoryScope resolve() {
		Principal principal = this.principal.get();
		String name = (principal != null) ? principal.getName() : null;
		return (name != null) ? new MemoryScope(this.namespace, name, null) : null;
	}

}
