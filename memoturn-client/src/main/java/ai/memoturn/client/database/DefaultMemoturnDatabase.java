package ai.memoturn.client.database;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.BranchOperations;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.document.DocumentCollection;
import ai.memoturn.client.document.DocumentHandles;
import ai.memoturn.client.kv.KeyValueHandles;
import ai.memoturn.client.kv.KeyValues;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.sql.BatchResult;
import ai.memoturn.client.sql.SqlHandles;
import ai.memoturn.client.sql.SqlSpec;
import ai.memoturn.client.sql.SqlStatement;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transcript.Transcripts;
import ai.memoturn.client.vector.VectorCollection;
import ai.memoturn.client.vector.VectorHandles;
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
	public DocumentCollection collection(String collection) {
		return DocumentHandles.blocking(this.transport, this.spec, collection);
	}

	@Override
	public KeyValues kv(String namespace) {
		return KeyValueHandles.blocking(this.transport, this.spec, namespace);
	}

	@Override
	public VectorCollection vectors(String collection) {
		return VectorHandles.blocking(this.transport, this.spec, collection);
	}

	@Override
	public SqlSpec sql(String text) {
		return SqlHandles.blocking(this.transport, this.spec, text);
	}

	@Override
	public BatchResult batch(List<SqlStatement> statements) {
		return SqlHandles.batch(this.transport, this.spec, statements);
	}

	@Override
	public Checkpoint checkpoint(String name) {
		return this.transport.call(branchOperations().checkpoint(name));
	}

	@Override
	public RewindResult rewind(String checkpoint) {
		return this.transport.call(branchOperations().rewind(checkpoint));
	}

	@Override
	public RewindResult rewind(long txid) {
		return this.transport.call(branchOperations().rewind(txid));
	}

	@Override
	public MemoturnDatabase fork(String branch, @Nullable Duration ttl) {
		return onBranch(this.transport.call(branchOperations().fork(branch, ttl)));
	}

	@Override
	public List<BranchInfo> branches() {
		return this.transport.call(branchOperations().list());
	}

	@Override
	public void deleteBranch(String branch) {
		this.transport.call(branchOperations().delete(branch));
	}

	@Override
	public long sync() {
		return this.transport.call(branchOperations().sync());
	}

	private BranchOperations branchOperations() {
		return new BranchOperations(this.spec);
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
