package ai.memoturn.embedded.document;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as plain Java ones: maps, lists, strings, booleans, {@link Long},
 * {@link BigInteger}, {@link Double} and {@code null}.
 */
final class Json {

	static final Comparator<String> BY_BYTES = (one, other) -> Arrays
		.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

	private Json() {
	}

	static Map<String, @Nullable Object> object() {
		return new TreeMap<>(BY_BYTES);
	}

	static Map<String, @Nullable Object> object(String name, @Nullable Object value) {
		Map<String, @Nullable Object> object = object();
		object.put(name, value);
		return object;
	}

	@SuppressWarnings("unchecked")
	static Map<String, @Nullable Object> asObject(@Nullable Object value) {
		if (value == null) {
			throw new AssertionError("not an object");
		}
		return (Map<String, @Nullable Object>) value;
	}

	static @Nullable Object copy(@Nullable Object value) {
		if (value instanceof Map<?, ?>) {
			Map<String, @Nullable Object> copy = object();
			asObject(value).forEach((name, member) -> copy.put(name, copy(member)));
			return copy;
		}
		return value;
	}

	static String text(@Nullable Object value) {
		JsonWriter json = new JsonWriter(64);
		write(json, value);
		return json.toString();
	}

	private static void write(JsonWriter json, @Nullable Object value) {
		if (value instanceof Map<?, ?>) {
			json.beginObject();
			asObject(value).forEach((name, member) -> write(json.name(name), member));
			json.endObject();
		}
		else if (value instanceof List<?> list) {
			json.beginArray();
			list.forEach((element) -> write(json, element));
			json.endArray();
		}
		else if (value instanceof String text) {
			json.value(text);
		}
		else if (value instanceof Double number) {
			json.value(number.doubleValue());
		}
		else {
			json.raw(String.valueOf(value));
		}
	}

}
