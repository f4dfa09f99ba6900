package ai.memoturn.client.document;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.UnaryOperator;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;

/**
 * One collection of documents, on one branch of one database. It comes into existence
 * with its first document or index; finding, updating and deleting in one that does not
 * exist finds nothing. Servers may take {@code -} for {@code _} and upper for lower case
 * in the name of a collection, so do not tell two collections apart by that. Handles are
 * immutable, cheap, may be shared between threads, and stay usable until their client is
 * closed.
 * <p>
 * A document is a JSON object, whose {@code _id} is a text that is unique in the
 * collection. Numbers, times and nested objects are stored as the JSON that they become.
 * <p>
 * Every method that talks to the node blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile}; in addition it fails with
 * {@link ai.memoturn.client.error.NotFoundException} when the database or the branch does
 * not exist.
 *
 * @see ReactiveDocumentCollection
 */
public interface DocumentCollection {

	/**
	 * Return the name of the collection.
	 * @return the name
	 */
	String name();

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range
	 */
	DocumentCollection with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default DocumentCollection with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Store a new document.
	 * @param document a map, a record, a bean, ...
	 * @return its id
	 * @see #insertAll(Collection)
	 */
	InsertResult insert(Object document);

	/**
	 * Store new documents, all or none of them.
	 * <p>
	 * Repetition: sending them again stores those without an id again, and fails for the
	 * others, so only a call that provably never left, or was refused as overload, is
	 * repeated.
	 * @param documents maps, records, beans, ...: at least one, each becoming a JSON
	 * object of at most 1 MiB, nested at most 64 levels deep; read during the call. One
	 * without {@code _id}, or whose {@code _id} is {@code null}, gets an id from the
	 * server; a record names the component for it by {@code @JsonProperty("_id")}
	 * @return their ids, in the order given
	 * @throws IllegalArgumentException if there is no document, or one cannot become a
	 * JSON object, has an {@code _id} that is no text, or one that another has, too
	 * @throws ai.memoturn.client.error.InvalidRequestException if an {@code _id} is taken
	 * @throws MemoturnException if the call fails
	 */
	InsertResult insertAll(Collection<?> documents);

	/**
	 * Store new documents, all or none of them.
	 * @param documents maps, records, beans, ...: at least one
	 * @return their ids, in the order given
	 * @see #insertAll(Collection)
	 */
	default InsertResult insertAll(Object... documents) {
		return insertAll(Arrays.asList(documents));
	}

	/**
	 * Find documents, whatever they are.
	 * @param options order, limit and skip
	 * @return the documents
	 * @see #find(Filter, FindOption...)
	 */
	default FindResult find(FindOption... options) {
		return find(Filters.all(), options);
	}

	/**
	 * Find documents:
	 * {@code find(where("kind").is("fact").and("score").gt(0.5), sort("score", DESC), limit(10))}.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param filter which documents
	 * @param options order, limit and skip, see {@link FindOptions}; without them, the
	 * first 100 in no specified order
	 * @return the documents; empty when none matches
	 * @throws IllegalArgumentException if the limit, the skip or a path to sort by is
	 * given twice, or paths to sort by are not in the order of their bytes
	 * @throws MemoturnException if the call fails
	 */
	FindResult find(Filter filter, FindOption... options);

	/**
	 * Change one document, whichever the server meets first.
	 * @param filter which documents are meant
	 * @param update what becomes of it
	 * @return 1 if there was one, else 0: nothing is ever inserted
	 * @see #updateMany(Filter, Update)
	 */
	UpdateResult updateOne(Filter filter, Update update);

	/**
	 * Change all documents that a filter matches, all or none of them.
	 * <p>
	 * Repetition: sending it again changes again, and perhaps what was inserted in
	 * between, so only a call that provably never left, or was refused as overload, is
	 * repeated.
	 * @param filter which documents are meant
	 * @param update what becomes of them
	 * @return how many there were: nothing is ever inserted
	 * @throws IllegalArgumentException if an argument is {@code null}
	 * @throws MemoturnException if the call fails
	 */
	UpdateResult updateMany(Filter filter, Update update);

	/**
	 * Remove one document for good, whichever the server meets first.
	 * @param filter which documents are meant
	 * @return 1 if there was one, else 0
	 * @see #deleteMany(Filter)
	 */
	DeleteResult deleteOne(Filter filter);

	/**
	 * Remove all documents that a filter matches for good, all or none of them.
	 * <p>
	 * Repetition: sending it again removes what was inserted in between, so only a call
	 * that provably never left, or was refused as overload, is repeated.
	 * @param filter which documents are meant; {@link Filters#all()} empties the
	 * collection
	 * @return how many there were
	 * @throws IllegalArgumentException if the filter is {@code null}
	 * @throws MemoturnException if the call fails
	 */
	DeleteResult deleteMany(Filter filter);

	/**
	 * Create an index, which makes filters and sorts on a path faster and changes nothing
	 * else. Creating it again is no failure. Indexes cannot be removed.
	 * <p>
	 * Repetition: creating twice leaves the same; what was refused before processing, and
	 * an unknown outcome, are repeated.
	 * @param path members joined by {@code .}, of {@code A-Z a-z 0-9 _ - .}
	 * @throws IllegalArgumentException if the path breaks the rule
	 * @throws MemoturnException if the call fails
	 */
	void createIndex(String path);

}
