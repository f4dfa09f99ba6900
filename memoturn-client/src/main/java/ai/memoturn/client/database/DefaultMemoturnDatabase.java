package ai.memoturn.client.database;

import java.util.Objects;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transcript.Transcripts;
import org.jspecify.annotations.Nullable;

/**
 * The blocking handle, whose names are checked.
 */
final class DefaultMemoturnDatabase implements MemoturnDatabase {

	private final Transport transport;

	private final DatabaseSpec spec;

	DefaultMemoturnDatabase(Transport transport, DatabaseSpec spec) {
		this.transport = transport;
		this.spec = spec.checked();
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
	public MemoturnDatabase onBranch(String branch) {
		return new DefaultMemoturnDatabase(this.transport, this.spec.onBranch(branch));
	}

	@Override
	public MemoturnDatabase with(UnaryOperator<CallOptions> options) {
		return new DefaultMemoturnDatabase(this.transport.with(options), this.spec);
	}

	@Override
	public Transcript transcript(String session) {
		return Transcripts.blocking(this.transport, this.spec, session);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof DefaultMemoturnDatabase that) && this.transport.equals(that.transport)
				&& this.spec.equals(that.spec);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.spec);
	}

	@Override
	public String toString() {
		return "MemoturnDatabase[" + this.spec + "]";
	}

}
