package ai.memoturn.client.kv;

import java.time.Duration;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link KeyValueOperations}.
 */
record DefaultReactiveKeyValues(Transport transport, KeyValueOperations operations) implements ReactiveKeyValues {

	@Override
	public String namespace() {
		return this.operations.namespace();
	}

	@Override
	public ReactiveKeyValues with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveKeyValues(this.transport.with(options), this.operations);
	}

	@Override
	public Mono<PutResult> put(String key, String value, @Nullable Duration ttl) {
		return this.transport.send(() -> this.operations.put(key, value, ttl));
	}

	@Override
	public Mono<PutResult> put(String key, byte[] value, @Nullable Duration ttl) {
		return this.transport.send(() -> this.operations.put(key, value, ttl));
	}

	@Override
	public Mono<String> get(String key) {
		return getBytes(key).map(KeyValueOperations::text);
	}

	@Override
	public Mono<byte[]> getBytes(String key) {
		return this.transport.send(() -> this.operations.get(key));
	}

	@Override
	public Mono<Void> delete(String key) {
		return this.transport.send(() -> this.operations.delete(key)).then();
	}

	@Override
	public Flux<String> keys(String prefix, int limit) {
		return this.transport.send(() -> this.operations.keys(prefix, limit)).flatMapIterable((keys) -> keys);
	}

	@Override
	public String toString() {
		return "ReactiveKeyValues[" + this.operations.database() + "]";
	}

}
