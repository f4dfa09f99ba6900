package ai.memoturn.embedded.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;

/**
 * The rules of filters and sorts, written down plainly. A condition is true, false or,
 * where it is unknown, {@code null}.
 */
final class FilterModel {

	private FilterModel() {
	}

	static boolean matches(Map<String, @Nullable Object> filter, Map<String, @Nullable Object> document) {
		return Boolean.TRUE.equals(all(filter, document));
	}

	private static @Nullable Boolean all(Map<String, @Nullable Object> filter, Map<String, @Nullable Object> document) {
		Boolean result = true;
		for (Map.Entry<String, @Nullable Object> entry : filter.entrySet()) {
			result = and(result, member(entry.getKey(), entry.getValue(), document));
		}
		return result;
	}

	private static @Nullable Boolean member(String key, @Nullable Object value,
			Map<String, @Nullable Object> document) {
		switch (key) {
			case "$and" -> {
				Boolean result = true;
				for (Object filter : (List<?>) Objects.requireNonNull(value)) {
					result = and(result, all(Json.asObject(filter), document));
				}
				return result;
			}
			case "$or" -> {
				Boolean result = false;
				for (Object filter : (List<?>) Objects.requireNonNull(value)) {
					result = or(result, all(Json.asObject(filter), document));
				}
				return result;
			}
			case "$not" -> {
				return not(all(Json.asObject(value), document));
			}
			default -> {
				if (!(value instanceof Map<?, ?>)) {
					return operator(key, "$eq", value, document);
				}
				Boolean result = true;
				for (Map.Entry<String, @Nullable Object> entry : Json.asObject(value).entrySet()) {
					result = and(result, operator(key, entry.getKey(), entry.getValue(), document));
				}
				return result;
			}
		}
	}

	private static @Nullable Boolean operator(String path, String operator, @Nullable Object operand,
			Map<String, @Nullable Object> document) {
		Object value = scalar(path, document);
		return switch (operator) {
			case "$exists" -> present(path, document) == Boolean.TRUE.equals(operand);
			case "$ne" -> {
				Object other = operand(path, operand);
				yield (value == null || other == null) ? value != other : compare(value, other) != 0;
			}
			case "$in" -> in(path, value, operand);
			case "$nin" -> not(in(path, value, operand));
			case "$eq" -> test(path, value, operand, (order) -> order == 0);
			case "$gt" -> test(path, value, operand, (order) -> order > 0);
			case "$gte" -> test(path, value, operand, (order) -> order >= 0);
			case "$lt" -> test(path, value, operand, (order) -> order < 0);
			case "$lte" -> test(path, value, operand, (order) -> order <= 0);
			default -> throw new AssertionError(operator);
		};
	}

	private static @Nullable Boolean in(String path, @Nullable Object value, @Nullable Object list) {
		Boolean result = false;
		for (Object item : (List<?>) Objects.requireNonNull(list)) {
			result = or(result, test(path, value, item, (order) -> order == 0));
		}
		return result;
	}

	private static @Nullable Boolean test(String path, @Nullable Object value, @Nullable Object operand,
			IntPredicate wanted) {
		Object other = operand(path, operand);
		return (value == null || other == null) ? null : (Boolean) wanted.test(compare(value, other));
	}

	private static @Nullable Object operand(String path, @Nullable Object operand) {
		Object scalar = asScalar(operand);
		return (path.equals("_id") && scalar != null && !(operand instanceof String))
				? Json.text((operand instanceof Boolean) ? scalar : operand) : scalar;
	}

	/** The value at a path as comparisons and sorts see it. */
	static @Nullable Object scalar(String path, Map<String, @Nullable Object> document) {
		Object value = document;
		for (String name : path.split("\\.")) {
			value = (value instanceof Map<?, ?>) ? Json.asObject(value).get(name) : null;
		}
		return asScalar(value);
	}

	private static boolean present(String path, Map<String, @Nullable Object> document) {
		Object value = document;
		for (String name : path.split("\\.")) {
			if (!(value instanceof Map<?, ?> object) || !object.containsKey(name)) {
				return false;
			}
			value = object.get(name);
		}
		return true;
	}

	private static @Nullable Object asScalar(@Nullable Object value) {
		if (value instanceof Boolean bool) {
			return bool ? 1L : 0L;
		}
		if (value instanceof BigInteger large) {
			return large.doubleValue();
		}
		return (value instanceof Map<?, ?> || value instanceof List<?>) ? Json.text(value) : value;
	}

	/** Compare as ascending sorts do: nothing, then numbers, then texts. */
	static int compare(@Nullable Object one, @Nullable Object other) {
		int order = Integer.compare(rank(one), rank(other));
		if (order == 0 && one instanceof String text && other instanceof String otherText) {
			return Json.BY_BYTES.compare(text, otherText);
		}
		return (order == 0 && one instanceof Number number && other instanceof Number otherNumber)
				? decimal(number).compareTo(decimal(otherNumber)) : order;
	}

	private static int rank(@Nullable Object value) {
		return (value == null) ? 0 : (value instanceof Number) ? 1 : 2;
	}

	private static BigDecimal decimal(Number number) {
		return (number instanceof Double real) ? new BigDecimal(real) : BigDecimal.valueOf(number.longValue());
	}

	private static @Nullable Boolean and(@Nullable Boolean one, @Nullable Boolean other) {
		return not(or(not(one), not(other)));
	}

	private static @Nullable Boolean or(@Nullable Boolean one, @Nullable Boolean other) {
		if (Boolean.TRUE.equals(one) || Boolean.TRUE.equals(other)) {
			return true;
		}
		return (one == null || other == null) ? null : (Boolean) false;
	}

	private static @Nullable Boolean not(@Nullable Boolean value) {
		return (value == null) ? null : (Boolean) !value;
	}

}
