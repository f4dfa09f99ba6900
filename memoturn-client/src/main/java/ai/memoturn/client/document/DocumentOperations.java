package ai.memoturn.client.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one collection of documents. Making a call checks everything that can
 * be checked without the node.
 *
 * @param database the database and branch
 * @param collection the collection
 */
record DocumentOperations(DatabaseSpec database, String collection) {

	private static final String COLLECTION = "/v1/db/{database@branch}/docs/{collection}";

	static final Operation<InsertResult> INSERT = Operation.describe("docs.insert", "POST", COLLECTION + "/insert")
		.retry(RetryClass.ONCE)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> {
			InsertAnswer body = answer.read(InsertAnswer.class);
			return new InsertResult(body.ids(), answer.txidOrZero(body.txid()));
		});

	static final Operation<FindResult> FIND = Operation.describe("docs.find", "POST", COLLECTION + "/find")
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.reads((answer) -> {
			FindAnswer body = answer.read(FindAnswer.class);
			return new FindResult(body.docs().stream().map(DocumentOperations::document).toList(),
					answer.txidOrZero(body.txid()), answer.isStale());
		});

	static final Operation<UpdateResult> UPDATE = Operation.describe("docs.update", "POST", COLLECTION + "/update")
		.retry(RetryClass.ONCE)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> {
			UpdateAnswer body = answer.read(UpdateAnswer.class);
			return new UpdateResult(body.modified(), answer.txidOrZero(body.txid()));
		});

	static final Operation<DeleteResult> DELETE = Operation.describe("docs.delete", "POST", COLLECTION + "/delete")
		.retry(RetryClass.ONCE)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> {
			DeleteAnswer body = answer.read(DeleteAnswer.class);
			return new DeleteResult(body.deleted(), answer.txidOrZero(body.txid()));
		});

	static final Operation<String> CREATE_INDEX = Operation
		.describe("docs.createIndex", "POST", COLLECTION + "/indexes")
		.retry(RetryClass.IDEMPOTENT)
		.reads((answer) -> answer.read(IndexAnswer.class).indexed());

	/**
	 * Check the names, once for handles that may fail when they are made.
	 * @return these operations
	 */
	DocumentOperations checked() {
		this.database.checked();
		Checks.collection("collection", this.collection);
		return this;
	}

	Call<InsertResult> insert(Collection<?> documents) {
		List<Map<String, @Nullable Object>> objects = new ArrayList<>();
		Set<String> ids = new HashSet<>();
		for (Object document : Checks.notNull("documents", documents)) {
			String parameter = "documents[" + objects.size() + "]";
			Map<String, @Nullable Object> object = withoutNullId(Paths.object(parameter, document));
			if (object.containsKey(Paths.ID)) {
				Checks.argument(object.get(Paths.ID) instanceof String,
						() -> parameter + "._id must be a text: turn it into one, or leave it out to get one");
				Checks.argument(ids.add((String) object.get(Paths.ID)),
						() -> parameter + "._id must be unique, but another document has it, too");
			}
			objects.add(object);
		}
		Checks.argument(!objects.isEmpty(), () -> "documents must hold at least one document");
		return call(INSERT).body(new InsertBody(objects)).fitting((result) -> result.ids().size() == objects.size());
	}

	Call<FindResult> find(Filter filter, FindOption... options) {
		Map<String, @Nullable Object> tree = Checks.notNull("filter", filter).tree();
		Map<FindOption.Kind, Integer> numbers = new EnumMap<>(FindOption.Kind.class);
		Map<String, Integer> sort = new LinkedHashMap<>();
		String last = "";
		for (FindOption option : Checks.elements("options", options)) {
			if (option.kind() == FindOption.Kind.SORT) {
				String before = last;
				last = option.path();
				Checks.argument(before.compareTo(last) < 0,
						() -> "sort by " + option.path() + " must not come after sort by " + before
								+ ": servers sort by several paths in the order of the paths' bytes");
				sort.put(last, option.value());
			}
			else {
				Checks.argument(numbers.putIfAbsent(option.kind(), option.value()) == null,
						() -> option.kind().name().toLowerCase(Locale.ROOT) + " must be given only once");
			}
		}
		return call(FIND).body(new FindBody(tree.isEmpty() ? null : tree, sort.isEmpty() ? null : sort,
				numbers.get(FindOption.Kind.LIMIT), numbers.get(FindOption.Kind.SKIP)));
	}

	Call<UpdateResult> update(Filter filter, Update update, boolean multi) {
		return call(UPDATE).body(new UpdateBody(Checks.notNull("filter", filter).tree(),
				Checks.notNull("update", update).tree(), flag(multi)));
	}

	Call<DeleteResult> delete(Filter filter, boolean multi) {
		return call(DELETE).body(new DeleteBody(Checks.notNull("filter", filter).tree(), flag(multi)));
	}

	Call<String> createIndex(String path) {
		return call(CREATE_INDEX).body(new IndexBody(Paths.check(path))).harmless(true);
	}

	private <T> Call<T> call(Operation<T> operation) {
		checked();
		return operation.call(this.database.toString(), this.collection);
	}

	// So that a record with a component for the id can be inserted without one.
	private static Map<String, @Nullable Object> withoutNullId(Map<String, @Nullable Object> document) {
		if (!document.containsKey(Paths.ID) || document.get(Paths.ID) != null) {
			return document;
		}
		Map<String, @Nullable Object> rest = new LinkedHashMap<>(document);
		rest.remove(Paths.ID);
		return rest;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, @Nullable Object> document(Object document) {
		if (document instanceof Map<?, ?> map) {
			return Collections.unmodifiableMap((Map<String, @Nullable Object>) map);
		}
		throw new IllegalStateException("A document that is no object");
	}

	// The protocol takes no null for a flag, so one that is off is left out.
	private static @Nullable Boolean flag(boolean value) {
		return value ? true : null;
	}

	record InsertBody(List<Map<String, @Nullable Object>> docs) {

	}

	record InsertAnswer(List<String> ids, @Nullable Long txid) {

	}

	record FindBody(@Nullable Map<String, @Nullable Object> filter, @Nullable Map<String, Integer> sort,
			@Nullable Integer limit, @Nullable Integer skip) {

	}

	record FindAnswer(List<Object> docs, @Nullable Long txid) {

	}

	record UpdateBody(Map<String, @Nullable Object> filter, Map<String, @Nullable Object> update,
			@Nullable Boolean multi) {

	}

	record UpdateAnswer(long modified, @Nullable Long txid) {

	}

	record DeleteBody(Map<String, @Nullable Object> filter, @Nullable Boolean multi) {

	}

	record DeleteAnswer(long deleted, @Nullable Long txid) {

	}

	record IndexBody(String path) {

	}

	record IndexAnswer(String indexed) {

		IndexAnswer {
			Objects.requireNonNull(indexed);
		}

	}

}
