package ai.memoturn.client.database;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.BranchOperations;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.document.DocumentHandles;
import ai.memoturn.client.document.ReactiveDocumentCollection;
import ai.memoturn.client.kv.KeyValueHandles;
import ai.memoturn.client.kv.ReactiveKeyValues;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.sql.BatchResult;
import ai.memoturn.client.sql.ReactiveSqlSpec;
import ai.memoturn.client.sql.SqlHandles;
import ai.memoturn.client.sql.SqlStatement;
import ai.memoturn.client.transcript.ReactiveTranscript;
import ai.memoturn.client.transcript.Transcripts;
import ai.memoturn.client.vector.ReactiveVectorCollection;
import ai.memoturn.client.vector.VectorHandles;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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
	public ReactiveDocumentCollection collection(String collection) {
		return DocumentHandles.reactive(this.transport, this.spec, collection);
	}

	@Override
	public ReactiveKeyValues kv(String namespace) {
		return KeyValueHandles.reactive(this.transport, this.spec, namespace);
	}

	@Override
	public ReactiveVectorCollection vectors(String collection) {
		return VectorHandles.reactive(this.transport, this.spec, collection);
	}

	@Override
	public ReactiveSqlSpec sql(String text) {
		return SqlHandles.reactive(this.transport, this.spec, text);
	}

	@Override
	public Mono<BatchResult> batch(List<SqlStatement> statements) {
		return SqlHandles.batchLater(this.transport, this.spec, statements);
	}

	@Override
	public Mono<Checkpoint> checkpoint(String name) {
		return this.transport.send(() -> branchOperations().checkpoint(name));
	}

	@Override
	public Mono<RewindResult> rewind(String checkpoint) {
		return this.transport.send(() -> branchOperations().rewind(checkpoint));
	}

	@Override
	public Mono<RewindResult> rewind(long txid) {
		return this.transport.send(() -> branchOperations().rewind(txid));
	}

	@Override
	public Mono<ReactiveMemoturnDatabase> fork(String branch, @Nullable Duration ttl) {
		return this.transport.send(() -> branchOperations().fork(branch, ttl)).map(this::onBranch);
	}

	@Override
	public Flux<BranchInfo> branches() {
		return this.transport.send(() -> branchOperations().list()).flatMapIterable((values) -> values);
	}

	@Override
	public Mono<Void> deleteBranch(String branch) {
		return this.transport.send(() -> branchOperations().delete(branch)).then();
	}

	@Override
	public Mono<Long> sync() {
		return this.transport.send(() -> branchOperations().sync());
	}

	private BranchOperations branchOperations() {
		return new BranchOperations(this.spec);
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
