package ai.memoturn.boot.actuate;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Keeps the secrets of Memoturn out of what the actuator shows, also where the
 * application lets it show values: everything that is named like one of them, and
 * everything that holds one of those in use (of 6 characters or more), such as the
 * command line or the variable from which it was taken.
 */
public final class MemoturnSanitizingFunction implements SanitizingFunction {

	private static final Pattern SECRET_NAME = Pattern.compile("memoturn[._-].*(token|key)", Pattern.CASE_INSENSITIVE);

	private static final Pattern COMMAND_WITH_SECRET = Pattern.compile("memoturn[._-]\\S*(token|key)\\s*=",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern URL_NAME = Pattern.compile("memoturn[._-].*url", Pattern.CASE_INSENSITIVE);

	// A shorter one, as in an experiment, would be found in innocent words.
	private static final int SHORTEST_SECRET = 6;

	private final Set<String> secrets;

	/**
	 * Create the function.
	 * @param secrets the tokens and keys in use
	 */
	public MemoturnSanitizingFunction(Collection<String> secrets) {
		this.secrets = secrets.stream()
			.filter((secret) -> secret.length() >= SHORTEST_SECRET)
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		return (isSecret(data.getKey(), data.getValue())) ? data.withSanitizedValue() : data;
	}

	private boolean isSecret(String key, @Nullable Object value) {
		if (SECRET_NAME.matcher(key).matches()) {
			return true;
		}
		String text = (value != null) ? value.toString() : "";
		return COMMAND_WITH_SECRET.matcher(text).find() || this.secrets.stream().anyMatch(text::contains)
				|| (URL_NAME.matcher(key).matches() && text.contains("@"));
	}

}
