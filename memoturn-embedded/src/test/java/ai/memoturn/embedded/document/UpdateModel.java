package ai.memoturn.embedded.document;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The rules of updates, written down plainly.
 */
final class UpdateModel {

	private static final Pattern NUMBER = Pattern
		.compile("\\s*([+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?).*", Pattern.DOTALL);

	private UpdateModel() {
	}

	static Map<String, @Nullable Object> apply(Map<String, @Nullable Object> update,
			Map<String, @Nullable Object> document) {
		Map<String, @Nullable Object> result = Json.asObject(Json.copy(document));
		for (String operator : List.of("$inc", "$push", "$set", "$unset")) {
			if (update.get(operator) instanceof Map<?, ?> paths) {
				new TreeMap<>(Json.asObject(paths)).forEach((path, operand) -> change(result, operator,
						List.of(path.split("\\.")), operand, valueAt(document, List.of(path.split("\\.")))));
			}
		}
		return result;
	}

	private static @Nullable Object valueAt(@Nullable Object value, List<String> path) {
		if (path.isEmpty()) {
			return value;
		}
		return (value instanceof Map<?, ?> object) ? valueAt(object.get(path.get(0)), path.subList(1, path.size()))
				: null;
	}

	private static void change(Map<String, @Nullable Object> object, String operator, List<String> path,
			@Nullable Object operand, @Nullable Object before) {
		String name = path.get(0);
		if (path.size() > 1) {
			if (!object.containsKey(name) && !operator.equals("$unset")) {
				object.put(name, Json.object());
			}
			if (object.get(name) instanceof Map<?, ?> child) {
				change(Json.asObject(child), operator, path.subList(1, path.size()), operand, before);
			}
			return;
		}
		switch (operator) {
			case "$inc" -> object.put(name, sum(before, operand));
			case "$set" -> object.put(name, Json.copy(operand));
			case "$unset" -> object.remove(name);
			default -> {
				if (!object.containsKey(name) || object.get(name) instanceof List<?>) {
					List<@Nullable Object> list = new ArrayList<>();
					if (object.get(name) instanceof List<?> present) {
						list.addAll(present);
					}
					list.add(operand);
					object.put(name, list);
				}
			}
		}
	}

	private static @Nullable Object sum(@Nullable Object before, @Nullable Object operand) {
		Number one = number(before);
		Number other = number(operand);
		if (one instanceof Long && other instanceof Long) {
			try {
				return Math.addExact(one.longValue(), other.longValue());
			}
			catch (ArithmeticException ex) {
				// As doubles, then.
			}
		}
		double sum = one.doubleValue() + other.doubleValue();
		return (Double.isNaN(sum) || Double.isInfinite(sum)) ? null : (Double) sum;
	}

	private static Number number(@Nullable Object value) {
		if (value instanceof BigInteger large) {
			return large.doubleValue();
		}
		if (value instanceof Number number) {
			return number;
		}
		if (value instanceof Boolean bool) {
			return bool ? 1L : 0L;
		}
		Matcher matcher = NUMBER.matcher((value instanceof String text) ? text : "");
		if (!matcher.matches()) {
			return 0L;
		}
		String text = matcher.group(1);
		return (matcher.group(3) == null && matcher.group(4) == null && !text.contains(".")) ? Long.parseLong(text)
				: (Number) Double.parseDouble(text);
	}

}
