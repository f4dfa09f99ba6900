package ai.memoturn.client.transcript;

import java.util.Objects;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link TranscriptOperations}.
 */
final class DefaultReactiveTranscript implements ReactiveTranscript {

	private final Transport transport;

	private final TranscriptOperations operations;

	DefaultReactiveTranscript(Transport transport, TranscriptOperations operations) {
		this.transport = transport;
		this.operations = operations;
	}

	@Override
	public String session() {
		return this.operations.session();
	}

	@Override
	public ReactiveTranscript with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveTranscript(this.transport.with(options), this.operations);
	}

	@Override
	public Mono<AppendResult> append(String role, @Nullable Object content, float @Nullable [] embedding) {
		return this.transport.send(() -> this.operations.append(role, content, embedding));
	}

	@Override
	public Mono<WindowResult> window(int last) {
		return this.transport.send(() -> this.operations.window(last));
	}

	@Override
	public Mono<SearchResult> search(float[] embedding, int k) {
		return this.transport.send(() -> this.operations.search(embedding, k));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof DefaultReactiveTranscript that) && this.transport.equals(that.transport)
				&& this.operations.equals(that.operations);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.operations);
	}

	@Override
	public String toString() {
		return "ReactiveTranscript[" + this.operations.database() + "]";
	}

}
