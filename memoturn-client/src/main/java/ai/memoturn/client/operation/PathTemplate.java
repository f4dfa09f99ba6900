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
 */
final class PathTemplate {

	private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z]+)}");

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

	void expand(StringBuilder url, List<String> variables) {
		Assert.isTrue(variables.size() == this.names.size(), () -> "Wrong number of variables for " + this.text);
		for (int i = 0; i < variables.size(); i++) {
			String value = Checks.segment(this.names.get(i), variables.get(i));
			url.append(this.literals.get(i)).append(encode(value));
		}
		url.append(this.literals.get(variables.size()));
	}

	static String encode(String value) {
		return UriUtils.encode(value, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
