package ai.memoturn.client.transcript;

import java.util.Objects;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of {@link TranscriptOperations}.
 */
final class DefaultTranscript implements Transcript {

	private final Transport transport;

	private final TranscriptOperations operations;

	DefaultTranscript(Transport transport, TranscriptOperations operations) {
		this.transport = transport;
		this.operations = operations.checked();
	}

	@Override
	public String session() {
		return this.operations.session();
	}

	@Override
	public Transcript with(UnaryOperator<CallOptions> options) {
		return new DefaultTranscript(this.transport.with(options), this.operations);
	}

	@Override
	public AppendResult append(String role, @Nullable Object content, float @Nullable [] embedding) {
		return this.transport.call(this.operations.append(role, content, embedding));
	}

	@Override
	public WindowResult window(int last) {
		return this.transport.call(this.operations.window(last));
	}

	@Override
	public SearchResult search(float[] embedding, int k) {
		return this.transport.call(this.operations.search(embedding, k));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof DefaultTranscript that) && this.transport.equals(that.transport)
				&& this.operations.equals(that.operations);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.operations);
	}

	@Override
	public String toString() {
		return "Transcript[" + this.operations.database() + "]";
	}

}
