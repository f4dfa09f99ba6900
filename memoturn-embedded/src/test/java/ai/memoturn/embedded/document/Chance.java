package ai.memoturn.embedded.document;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * Documents, filters, sorts and updates by chance, from so few names and values that they
 * meet.
 */
final class Chance {

	private static final List<String> NAMES = List.of("a", "b", "A", "0", "x-y", "x_y", "n");

	private static final List<String> PATHS = List.of("a", "b", "A", "0", "x-y", "x_y", "n", "a.b", "a.0", "b.a",
			"n.a.b", "a.x-y", "_id", "_id.a", "none");

	private static final List<@Nullable Object> SCALARS = Arrays.asList(null, true, false, 0L, 1L, 2L, -1L, 1.0, 1.5,
			-0.0, 0.1, 1e300, -1e300, 1e-300, 9007199254740993L, 9007199254740992.0, Long.MAX_VALUE,
			9.223372036854775807e18, Long.MIN_VALUE, new BigInteger("18446744073709551615"), "", "1", "1.0", "12abc",
			" -3.5x", "a", "A", "ab", "\u00e9", "\uffff", "\ud83d\ude00", "a\0b", "\"\\\n", "[1,2]", "{\"a\":1}",
			"null", "' OR 1 --");

	private static final List<String> COMPARISONS = List.of("$eq", "$ne", "$gt", "$gte", "$lt", "$lte");

	private final Random random;

	Chance(long seed) {
		this.random = new Random(seed);
	}

	int below(int bound) {
		return this.random.nextInt(bound);
	}

	<T extends @Nullable Object> T of(List<T> list) {
		return list.get(below(list.size()));
	}

	String path() {
		return of(PATHS);
	}

	String indexable() {
		return of(PATHS.subList(0, PATHS.size() - 1));
	}

	Map<String, @Nullable Object> document(String id) {
		Map<String, @Nullable Object> document = object(3);
		document.put("_id", id);
		return document;
	}

	private Map<String, @Nullable Object> object(int levels) {
		Map<String, @Nullable Object> object = Json.object();
		for (int i = below(5); i > 0; i--) {
			object.put(of(NAMES), value(levels - 1));
		}
		return object;
	}

	@Nullable Object value(int levels) {
		if (levels > 0 && below(3) == 0) {
			if (below(2) == 0) {
				return object(levels);
			}
			List<@Nullable Object> list = new ArrayList<>();
			for (int i = below(3); i > 0; i--) {
				list.add(value(levels - 1));
			}
			return list;
		}
		return of(SCALARS);
	}

	Map<String, @Nullable Object> filter(int levels) {
		Map<String, @Nullable Object> filter = Json.object();
		for (int i = (below(8) == 0) ? 0 : 1 + below(2); i > 0; i--) {
			switch ((levels > 0) ? below(6) : 5) {
				case 0 -> filter.put("$and", filters(levels - 1));
				case 1 -> filter.put("$or", filters(levels - 1));
				case 2 -> filter.put("$not", filter(levels - 1));
				default -> filter.put(path(), (below(3) == 0) ? of(SCALARS) : operators());
			}
		}
		return filter;
	}

	private List<@Nullable Object> filters(int levels) {
		List<@Nullable Object> filters = new ArrayList<>();
		for (int i = 1 + below(3); i > 0; i--) {
			filters.add(filter(levels));
		}
		return filters;
	}

	private Map<String, @Nullable Object> operators() {
		Map<String, @Nullable Object> operators = Json.object();
		for (int i = 1 + below(2); i > 0; i--) {
			switch (below(8)) {
				case 0 -> operators.put("$exists", below(2) == 0);
				case 1 -> operators.put("$in", scalars());
				case 2 -> operators.put("$nin", scalars());
				default -> operators.put(of(COMPARISONS), of(SCALARS));
			}
		}
		return operators;
	}

	private List<@Nullable Object> scalars() {
		List<@Nullable Object> scalars = new ArrayList<>();
		for (int i = below(4); i > 0; i--) {
			scalars.add(of(SCALARS));
		}
		return scalars;
	}

	Map<String, @Nullable Object> sort() {
		Map<String, @Nullable Object> sort = Json.object();
		for (int i = below(3); i > 0; i--) {
			sort.put(path(), (below(2) == 0) ? 1L : -1L);
		}
		return sort;
	}

	Map<String, @Nullable Object> update() {
		Map<String, @Nullable Object> update = Json.object();
		for (int i = 1 + below(3); i > 0; i--) {
			String operator = of(List.of("$inc", "$push", "$set", "$unset"));
			Map<String, @Nullable Object> paths = Json.object();
			for (int n = below(4); n > 0; n--) {
				String path = path();
				if (!path.equals("_id")) {
					paths.put(path, operator.equals("$inc") ? number() : value(2));
				}
			}
			update.put(operator, paths);
		}
		return update;
	}

	private @Nullable Object number() {
		Object scalar = of(SCALARS);
		return (scalar instanceof Number) ? scalar : number();
	}

}
