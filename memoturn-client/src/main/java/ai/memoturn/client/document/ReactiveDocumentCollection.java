package ai.memoturn.client.document;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Mono;

/**
 * One collection of documents, without blocking: the twin of {@link DocumentCollection},
 * where each operation, its failures and what may be repeated are described.
 * Subscriptions, threads and cancelling are as described at
 * {@link ai.memoturn.client.memory.ReactiveMemoryProfile}: no method throws, blocks or
 * sends, and a bad argument is an error signal. (What makes filters, updates and options
 * throws: it makes no call.)
 *
 * @see DocumentCollection
 */
public interface ReactiveDocumentCollection {

	/**
	 * Return the name of the collection.
	 * @return the name
	 */
	String name();

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 */
	ReactiveDocumentCollection with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default ReactiveDocumentCollection with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Store a new document. Each subscription stores one.
	 * @param document a map, a record, a bean, ...; read on each subscription
	 * @return its id
	 * @see DocumentCollection#insert(Object)
	 */
	Mono<InsertResult> insert(Object document);

	/**
	 * Store new documents, all or none of them.
	 * @param documents maps, records, beans, ...; read on each subscription
	 * @return their ids, in the order given
	 * @see DocumentCollection#insertAll(Collection)
	 */
	Mono<InsertResult> insertAll(Collection<?> documents);

	/**
	 * Store new documents, all or none of them.
	 * @param documents maps, records, beans, ...; read on each subscription
	 * @return their ids, in the order given
	 * @see #insertAll(Collection)
	 */
	default Mono<InsertResult> insertAll(Object... documents) {
		return Mono.defer(() -> insertAll(Arrays.asList(documents)));
	}

	/**
	 * Find documents, whatever they are.
	 * @param options order, limit and skip
	 * @return the documents
	 * @see #find(Filter, FindOption...)
	 */
	default Mono<FindResult> find(FindOption... options) {
		return find(Filters.all(), options);
	}

	/**
	 * Find documents.
	 * @param filter which documents
	 * @param options order, limit and skip
	 * @return the documents; none is an answer without documents, not an empty
	 * {@code Mono}
	 * @see DocumentCollection#find(Filter, FindOption...)
	 */
	Mono<FindResult> find(Filter filter, FindOption... options);

	/**
	 * Change one document, whichever the server meets first.
	 * @param filter which documents are meant
	 * @param update what becomes of it
	 * @return 1 if there was one, else 0
	 * @see DocumentCollection#updateOne(Filter, Update)
	 */
	Mono<UpdateResult> updateOne(Filter filter, Update update);

	/**
	 * Change all documents that a filter matches, all or none of them.
	 * @param filter which documents are meant
	 * @param update what becomes of them
	 * @return how many there were
	 * @see DocumentCollection#updateMany(Filter, Update)
	 */
	Mono<UpdateResult> updateMany(Filter filter, Update update);

	/**
	 * Remove one document for good, whichever the server meets first.
	 * @param filter which documents are meant
	 * @return 1 if there was one, else 0
	 * @see DocumentCollection#deleteOne(Filter)
	 */
	Mono<DeleteResult> deleteOne(Filter filter);

	/**
	 * Remove all documents that a filter matches for good, all or none of them.
	 * @param filter which documents are meant
	 * @return how many there were
	 * @see DocumentCollection#deleteMany(Filter)
	 */
	Mono<DeleteResult> deleteMany(Filter filter);

	/**
	 * Create an index.
	 * @param path the path
	 * @return completes when the index is there
	 * @see DocumentCollection#createIndex(String)
	 */
	Mono<Void> createIndex(String path);

}
