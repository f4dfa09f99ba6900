package ai.memoturn.embedded.document;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

import ai.memoturn.embedded.database.OneDatabase;
import ai.memoturn.embedded.protocol.Section;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.database.OneDatabase.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Filters, sorts and updates by chance over documents by chance, compared with their
 * rules in plain Java. {@code memoturn.test.seed} repeats a run,
 * {@code memoturn.test.filters} and {@code memoturn.test.updates} ask for longer ones.
 */
// NullAway loses on its way through lambdas that values of documents may be null.
@SuppressWarnings("NullAway")
class DocumentModelTests {

	private static final int FILTERS = Integer.getInteger("memoturn.test.filters", 20_000);

	private static final int UPDATES = Integer.getInteger("memoturn.test.updates", 1500);

	private static final int PER_COLLECTION = 200;

	private static final int DOCUMENTS = 15;

	private final long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());

	private final Chance chance = new Chance(this.seed);

	private final Map<String, Map<String, @Nullable Object>> model = new TreeMap<>();

	/** The same documents by their texts, as long as nothing is updated. */
	private final Map<String, Map<String, @Nullable Object>> byText = new HashMap<>();

	private void fill(DocumentService documents, String collection) {
		this.model.clear();
		this.byText.clear();
		List<NewDocument> batch = new ArrayList<>();
		for (int i = 0; i < DOCUMENTS; i++) {
			// As text, numbers come in another order.
			String id = (i % 3 == 0) ? String.valueOf(i) : "d" + i;
			Map<String, @Nullable Object> document = this.chance.document(id);
			this.model.put(id, document);
			this.byText.put(Json.text(document), document);
			TreeMap<String, String> members = new TreeMap<>(Json.BY_BYTES);
			document.forEach((name, value) -> members.put(name, Json.text(value)));
			batch.add(NewDocument.of(id, members));
		}
		int indexed = this.chance.below(4);
		for (int i = 0; i < indexed; i++) {
			documents.createIndex(SPEC, collection, this.chance.indexable(), false);
			if (i == 0) {
				documents.insert(SPEC, collection, batch, false);
			}
		}
		if (indexed == 0) {
			documents.insert(SPEC, collection, batch, false);
		}
	}

	@Test
	@Section({ "database 3", "database 3.1", "database 3.2", "database 3.3", "database 3.4", "database 3.7",
			"database 2.4" })
	void filtersShouldMatchWhatTheirRulesSay(@TempDir Path directory) {
		int matched = 0;
		try (OneDatabase database = new OneDatabase(directory)) {
			DocumentService documents = new DocumentService(database.store, database.databases);
			for (int i = 0; i < FILTERS; i++) {
				String collection = "c" + i / PER_COLLECTION;
				if (i % PER_COLLECTION == 0) {
					fill(documents, collection);
				}
				matched += check(documents, collection, "seed " + this.seed + ", filter " + i);
			}
		}
		// Neither nothing nor everything, or nothing would be learnt.
		assertThat(matched).isBetween(FILTERS * DOCUMENTS / 20, FILTERS * DOCUMENTS / 20 * 19);
	}

	/**
	 * Descriptions and most comparisons are left out where all is well: there are many.
	 */
	private int check(DocumentService documents, String collection, String where) {
		Map<String, @Nullable Object> filter = this.chance.filter(3);
		Map<String, @Nullable Object> sort = this.chance.sort();
		Supplier<String> description = () -> where + ": " + Json.text(filter) + " by " + Json.text(sort);
		Map<String, Map<String, @Nullable Object>> expected = new HashMap<>(this.byText);
		expected.values().removeIf((document) -> !FilterModel.matches(filter, document));
		List<String> found = documents
			.find(SPEC, collection, new FindQuery(Json.text(filter), Json.text(sort), 5000, 0))
			.value();
		if (found.size() != expected.size() || !expected.keySet().equals(new HashSet<>(found))) {
			assertThat(found).as(description).containsExactlyInAnyOrderElementsOf(expected.keySet());
		}
		if (!sort.isEmpty()) {
			List<List<@Nullable Object>> keys = expected.values()
				.stream()
				.map((document) -> keys(document, sort))
				.sorted((one, other) -> compare(one, other, sort))
				.toList();
			checkOrder(found, keys, sort, description);
			if (this.chance.below(4) == 0) {
				int skip = this.chance.below(4);
				int limit = this.chance.below(20);
				checkOrder(
						documents.find(SPEC, collection, new FindQuery(Json.text(filter), Json.text(sort), limit, skip))
							.value(),
						keys.subList(Math.min(skip, keys.size()), Math.min(skip + limit, keys.size())), sort,
						() -> description.get() + " from " + skip + " to " + limit);
			}
		}
		return expected.size();
	}

	private void checkOrder(List<String> found, List<List<@Nullable Object>> expected,
			Map<String, @Nullable Object> sort, Supplier<String> description) {
		assertThat(found).as(description).hasSameSizeAs(expected);
		for (int i = 0; i < found.size(); i++) {
			List<@Nullable Object> keys = keys(this.byText.getOrDefault(found.get(i), Map.of()), sort);
			if (compare(keys, expected.get(i), sort) != 0) {
				fail("%s, place %d: %s instead of %s", description.get(), i, keys, expected.get(i));
			}
		}
	}

	private List<Map<String, @Nullable Object>> matching(Map<String, @Nullable Object> filter) {
		return this.model.values().stream().filter((document) -> FilterModel.matches(filter, document)).toList();
	}

	private static List<@Nullable Object> keys(Map<String, @Nullable Object> document,
			Map<String, @Nullable Object> sort) {
		List<@Nullable Object> keys = new ArrayList<>();
		sort.keySet().forEach((path) -> keys.add(FilterModel.scalar(path, document)));
		return keys;
	}

	private static int compare(List<@Nullable Object> one, List<@Nullable Object> other,
			Map<String, @Nullable Object> sort) {
		int i = 0;
		for (Object direction : sort.values()) {
			int order = FilterModel.compare(one.get(i), other.get(i));
			if (order != 0) {
				return Long.valueOf(1).equals(direction) ? order : -order;
			}
			i++;
		}
		return 0;
	}

	@Test
	@Section({ "database 3.5", "database 3.6", "database 2.5" })
	void updatesShouldDoWhatTheirRulesSay(@TempDir Path directory) {
		try (OneDatabase database = new OneDatabase(directory)) {
			DocumentService documents = new DocumentService(database.store, database.databases);
			for (int i = 0; i < UPDATES; i++) {
				String collection = "c" + i / PER_COLLECTION;
				if (i % PER_COLLECTION == 0) {
					fill(documents, collection);
				}
				long before = database.txid();
				boolean multi = this.chance.below(3) > 0;
				Map<String, @Nullable Object> filter = multi ? this.chance.filter(2)
						: Json.object("_id", "d" + this.chance.below(DOCUMENTS));
				List<Map<String, @Nullable Object>> matching = matching(filter);
				String where = "seed " + this.seed + ", update " + i + ": " + Json.text(filter);
				long changed;
				if (this.chance.below(100) == 0) {
					changed = documents.delete(SPEC, collection, Json.text(filter), multi, false).value();
					this.model.values().removeAll(matching);
				}
				else {
					Map<String, @Nullable Object> update = this.chance.update();
					where += " " + Json.text(update);
					changed = documents.update(SPEC, collection, Json.text(filter), Json.text(update), multi, false)
						.value();
					this.model.replaceAll((id, document) -> matching.contains(document)
							? UpdateModel.apply(update, document) : document);
				}
				assertThat(changed).as(where).isEqualTo(matching.size());
				assertThat(database.txid()).as(where).isEqualTo(matching.isEmpty() ? before : before + 1);
				assertThat(documents.find(SPEC, collection, new FindQuery(null, null, 1000, 0)).value()).as(where)
					.containsExactlyInAnyOrderElementsOf(this.model.values().stream().map(Json::text).toList());
			}
			assertThat(database.rows("PRAGMA integrity_check")).isEqualTo("ok\n");
		}
	}

}
