package ai.memoturn.client.operation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;
import org.springframework.web.util.UriUtils;

/**
 * A path of constant text and variables. Each variable arrives as exactly the text given:
 * everything but unreserved characters is encoded, and what no encoding protects
 * ({@code .}, {@code ..}, nothing at all, half of a surrogate pair) is refused.
 * <p>
 * The one character that must not be encoded is the {@code @} between a database and its
 * branch, because servers authorize the segment as it was sent. A variable like
 * {@code {database@branch}} takes a {@link DatabaseSpec}: the first {@code @} of its
 * value stays as it is, and what is on either side of it is encoded like any variable.
 */
final class PathTemplate {

	private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z]+(?:@[a-zA-Z]+)?)}");

	private static final char SEPARATOR = DatabaseSpec.SEPARATOR;

	private final String text;

	// Literal text before each variable, and after the last.
	private final List<String> literals = new ArrayList<>();

	private final List<String> names = new ArrayList<>();

	PathTemplate(String text) {
		Assert.isTrue(text.startsWith("/"), "A template must begin with a slash");
		this.text = text;
		Matcher matcher = VARIABLE.matcher(text);
		int end = 0;
		while (matcher.find()) {
			this.literals.add(text.substring(end, matcher.start()));
			this.names.add(matcher.group(1));
			end = matcher.end();
		}
		this.literals.add(text.substring(end));
	}

	List<String> names() {
		return this.names;
	}

	void expand(StringBuilder url, List<String> variables) {
		Assert.isTrue(variables.size() == this.names.size(), () -> "Wrong number of variables for " + this.text);
		for (int i = 0; i < variables.size(); i++) {
			url.append(this.literals.get(i));
			append(url, this.names.get(i), variables.get(i));
		}
		url.append(this.literals.get(variables.size()));
	}

	private static void append(StringBuilder url, String name, String value) {
		int inName = name.indexOf(SEPARATOR);
		int inValue = (inName >= 0) ? value.indexOf(SEPARATOR) : -1;
		if (inValue < 0) {
			url.append(encode(Checks.segment(name, value)));
			return;
		}
		append(url, name.substring(0, inName), value.substring(0, inValue));
		url.append(SEPARATOR);
		append(url, name.substring(inName + 1), value.substring(inValue + 1));
	}

	static String encode(String value) {
		return value.chars().allMatch(PathTemplate::isUnreserved) ? value
				: UriUtils.encode(value, StandardCharsets.UTF_8);
	}

	private static boolean isUnreserved(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
				|| c == '_' || c == '~';
	}

	@Override
	public String toString() {
		return this.text;
	}

}
