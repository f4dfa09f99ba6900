package ai.memoturn.client.document;

import java.util.Collection;
import java.util.Collections;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;

/**
 * The blocking face of {@link DocumentOperations}, whose names are checked.
 */
record DefaultDocumentCollection(Transport transport, DocumentOperations operations) implements DocumentCollection {

	DefaultDocumentCollection {
		operations.checked();
	}

	@Override
	public String name() {
		return this.operations.collection();
	}

	@Override
	public DocumentCollection with(UnaryOperator<CallOptions> options) {
		return new DefaultDocumentCollection(this.transport.with(options), this.operations);
	}

	@Override
	public InsertResult insert(Object document) {
		return this.transport.call(this.operations.insert(Collections.singletonList(document)));
	}

	@Override
	public InsertResult insertAll(Collection<?> documents) {
		return this.transport.call(this.operations.insert(documents));
	}

	@Override
	public FindResult find(Filter filter, FindOption... options) {
		return this.transport.call(this.operations.find(filter, options));
	}

	@Override
	public UpdateResult updateOne(Filter filter, Update update) {
		return this.transport.call(this.operations.update(filter, update, false));
	}

	@Override
	public UpdateResult updateMany(Filter filter, Update update) {
		return this.transport.call(this.operations.update(filter, update, true));
	}

	@Override
	public DeleteResult deleteOne(Filter filter) {
		return this.transport.call(this.operations.delete(filter, false));
	}

	@Override
	public DeleteResult deleteMany(Filter filter) {
		return this.transport.call(this.operations.delete(filter, true));
	}

	@Override
	public void createIndex(String path) {
		this.transport.call(this.operations.createIndex(path));
	}

	@Override
	public String toString() {
		return "DocumentCollection[" + this.operations.database() + "]";
	}

}
