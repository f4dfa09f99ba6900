package ai.memoturn.sample;

import java.util.regex.Pattern;

import ai.memoturn.boot.scope.MemoryBranchResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Decides on which branch of the signed-in user's memories a request works: the one that
 * the parameter {@code branch} names. So the controllers need not know.
 */
@Component
class BranchOfRequest implements MemoryBranchResolver {

	static final String MAIN = "main";

	/** What branches may be called here; Memoturn takes longer names too. */
	static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

	static final String NAME_RULE = "must be up to 64 letters, digits, dots, underscores and hyphens, "
			+ "and begin with a letter or a digit";

	private static final Pattern NAME_PATTERN = Pattern.compile(NAME);

	@Override
	public @Nullable String resolve() {
		if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
			return null;
		}
		String branch = attributes.getRequest().getParameter("branch");
		if (branch != null && !NAME_PATTERN.matcher(branch).matches()) {
			throw new InvalidFieldException("branch", NAME_RULE);
		}
		return branch;
	}

}
