package ai.memoturn.embedded.document;

import java.util.Objects;

import ai.memoturn.embedded.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of canonical JSON text without parsing all of it.
 */
final class JsonText {

	private JsonText() {
	}

	static boolean isObject(String json) {
		return json.charAt(0) == '{';
	}

	static boolean isArray(String json) {
		return json.charAt(0) == '[';
	}

	static String string(String json) {
		return Objects.requireNonNull(JsonReader.<@Nullable String>readText(json, JsonReader::string));
	}

	/**
	 * Return an array with one element more.
	 */
	static String appended(String array, String element) {
		return array.substring(0, array.length() - 1) + ((array.length() > 2) ? "," : "") + element + "]";
	}

	/**
	 * Return how many arrays and objects lie within one another.
	 */
	static int depth(String json) {
		int depth = 0;
		int deepest = 0;
		boolean quoted = false;
		for (int i = 0; i < json.length(); i++) {
			switch (json.charAt(i)) {
				case '"' -> quoted = !quoted;
				case '\\' -> i++;
				case '{', '[' -> {
					depth += quoted ? 0 : 1;
					deepest = Math.max(deepest, depth);
				}
				case '}', ']' -> depth -= quoted ? 0 : 1;
				default -> {
				}
			}
		}
		return deepest;
	}

}
