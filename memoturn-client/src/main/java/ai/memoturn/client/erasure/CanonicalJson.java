package ai.memoturn.client.erasure;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The one way to write a JSON tree that a signature is made over: no white space, members
 * in the order of their names' UTF-8 bytes, integers in plain decimal, and nothing
 * escaped that need not be. Fractions have no such form.
 */
final class CanonicalJson {

	// Not the order of String, which puts what UTF-16 writes as surrogates before U+E000.
	private static final Comparator<String> UTF_8_ORDER = Comparator
		.comparing((name) -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

	private final StringBuilder text = new StringBuilder(512);

	private CanonicalJson() {
	}

	/**
	 * Write a tree.
	 * @param tree maps, lists, texts, integers, truth values and {@code null}
	 * @return the canonical form in UTF-8
	 * @throws IllegalArgumentException if the tree holds anything else
	 */
	static byte[] write(@Nullable Object tree) {
		CanonicalJson json = new CanonicalJson();
		json.append(tree);
		return json.text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private void append(@Nullable Object value) {
		if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Integer
				|| value instanceof BigInteger) {
			this.text.append(value);
		}
		else if (value instanceof String string) {
			quote(string);
		}
		else if (value instanceof List<?> list) {
			char separator = '[';
			for (Object element : list) {
				this.text.append(separator);
				append(element);
				separator = ',';
			}
			this.text.append(list.isEmpty() ? "[]" : "]");
		}
		else if (value instanceof Map<?, ?> map) {
			char separator = '{';
			for (String name : map.keySet().stream().map(CanonicalJson::name).sorted(UTF_8_ORDER).toList()) {
				this.text.append(separator);
				quote(name);
				this.text.append(':');
				append(map.get(name));
				separator = ',';
			}
			this.text.append(map.isEmpty() ? "{}" : "}");
		}
		else {
			throw new IllegalArgumentException(value.getClass() + " has no canonical form");
		}
	}

	private static String name(@Nullable Object key) {
		Checks.argument(key instanceof String, () -> "names must be texts");
		return (String) Checks.notNull("name", key);
	}

	private void quote(String string) {
		// Half of a surrogate pair would turn into a question mark, and so look like one.
		Checks.wellFormed("text", string);
		this.text.append('"');
		for (int i = 0; i < string.length(); i++) {
			char c = string.charAt(i);
			switch (c) {
				case '"', '\\' -> this.text.append('\\').append(c);
				case '\b' -> this.text.append("\\b");
				case '\t' -> this.text.append("\\t");
				case '\n' -> this.text.append("\\n");
				case '\f' -> this.text.append("\\f");
				case '\r' -> this.text.append("\\r");
				default -> {
					if (c < 0x20) {
						this.text.append((c < 0x10) ? "\\u000" : "\\u00").append(Integer.toHexString(c));
					}
					else {
						this.text.append(c);
					}
				}
			}
		}
		this.text.append('"');
	}

}
