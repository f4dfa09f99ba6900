package ai.memoturn.client.kv;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of {@link KeyValueOperations}, whose names are checked.
 */
record DefaultKeyValues(Transport transport, KeyValueOperations operations) implements KeyValues {

	DefaultKeyValues {
		operations.checked();
	}

	@Override
	public String namespace() {
		return this.operations.namespace();
	}

	@Override
	public KeyValues with(UnaryOperator<CallOptions> options) {
		return new DefaultKeyValues(this.transport.with(options), this.operations);
	}

	@Override
	public PutResult put(String key, String value, @Nullable Duration ttl) {
		return this.transport.call(this.operations.put(key, value, ttl));
	}

	@Override
	public PutResult put(String key, byte[] value, @Nullable Duration ttl) {
		return this.transport.call(this.operations.put(key, value, ttl));
	}

	@Override
	public Optional<String> get(String key) {
		return getBytes(key).map(KeyValueOperations::text);
	}

	@Override
	public Optional<byte[]> getBytes(String key) {
		return this.transport.find(this.operations.get(key));
	}

	@Override
	public void delete(String key) {
		this.transport.call(this.operations.delete(key));
	}

	@Override
	public List<String> keys(String prefix, int limit) {
		return this.transport.call(this.operations.keys(prefix, limit));
	}

	@Override
	public String toString() {
		return "KeyValues[" + this.operations.database() + "]";
	}

}
