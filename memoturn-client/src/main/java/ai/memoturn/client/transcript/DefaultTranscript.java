package ai.memoturn.client.transcript;

import java.util.Objects;

import ai.memoturn.client.operation.Transport;
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
		return (other instanceof DefaultTranscript that) && this.transport == that.transport
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
