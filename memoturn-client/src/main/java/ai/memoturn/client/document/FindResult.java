package ai.memoturn.client.document;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * Documents found. New components may be added: read it, do not construct it.
 * {@link #toString()} does not show the documents.
 *
 * @param documents the documents, each with its {@code _id}; their values are
 * {@code Map}, {@code List}, {@code String}, {@code Long}, {@code BigInteger},
 * {@code Double}, {@code Boolean} or {@code null}; unmodifiable. Servers return the
 * members of a document by their names, not in the order they were stored in
 * @param txid transaction id of the state that was searched
 * @param stale whether that state is older than was asked for, which happens after
 * another client took the branch back or while a cluster recovers
 */
public record FindResult(List<Map<String, @Nullable Object>> documents, long txid, boolean stale) {

	public FindResult {
		documents = List.copyOf(documents);
	}

	/**
	 * Return whether nothing was found.
	 * @return {@code true} if there is no document
	 */
	public boolean isEmpty() {
		return this.documents.isEmpty();
	}

	/**
	 * Return the first document.
	 * @return the document, if any was found
	 */
	public Optional<Map<String, @Nullable Object>> first() {
		return this.documents.stream().findFirst();
	}

	/**
	 * Return the documents as objects. The id becomes the property that is called
	 * {@code _id}; of a record, that is a component annotated
	 * {@code @JsonProperty("_id")}. Other members become the properties of exactly their
	 * names, and those without a property are ignored. A property without a member is
	 * {@code null}, or fails if it is a primitive component of a record.
	 * @param <T> the type
	 * @param type a record, a bean, ...
	 * @return an object for each document
	 * @throws IllegalArgumentException if a document does not fit the type
	 * @throws IllegalArgumentException if a document does not fit the type
	 */
	public <T> List<T> as(Class<T> type) {
		return this.documents.stream().map((document) -> Objects.requireNonNull(Json.thaw(document, type))).toList();
	}

	@Override
	public String toString() {
		return "FindResult[documents=" + this.documents.size() + ", txid=" + this.txid + "]";
	}

}
