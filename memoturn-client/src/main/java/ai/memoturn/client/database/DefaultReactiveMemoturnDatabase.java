package ai.memoturn.client.database;

import java.util.Objects;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.transcript.ReactiveTranscript;
import ai.memoturn.client.transcript.Transcripts;
import org.jspecify.annotations.Nullable;

/**
 * The reactive handle, whose names are checked by the operations.
 */
final class DefaultReactiveMemoturnDatabase implements ReactiveMemoturnDatabase {

	private final Transport transport;

	private final DatabaseSpec spec;

	DefaultReactiveMemoturnDatabase(Transport transport, DatabaseSpec spec) {
		this.transport = transport;
		this.spec = spec;
	}

	@Override
	public String name() {
		return this.spec.name();
	}

	@Override
	public @Nullable String branch() {
		return this.spec.branch();
	}

	@Override
	public ReactiveMemoturnDatabase onBranch(String branch) {
		return new DefaultReactiveMemoturnDatabase(this.transport, this.spec.onBranch(branch));
	}

	@Override
	public ReactiveMemoturnDatabase with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveMemoturnDatabase(this.transport.with(options), this.spec);
	}

	@Override
	public ReactiveTranscript transcript(String session) {
		return Transcripts.reactive(this.transport, this.spec, session);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof DefaultReactiveMemoturnDatabase that) && this.transport.equals(that.transport)
				&& this.spec.equals(that.spec);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.spec);
	}

	@Override
	public String toString() {
		return "ReactiveMemoturnDatabase[" + this.spec + "]";
	}

}
