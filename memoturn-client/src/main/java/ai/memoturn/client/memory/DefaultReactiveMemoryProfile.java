package ai.memoturn.client.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.UnaryOperator;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.database.DatabaseHandles;
import ai.memoturn.client.database.ReactiveMemoturnDatabase;
import ai.memoturn.client.erasure.EraseResult;
import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.transcript.ReactiveTranscript;
import ai.memoturn.client.transfer.ReactiveTransfer;
import ai.memoturn.client.transfer.TransferSummary;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link MemoryOperations}.
 */
final class DefaultReactiveMemoryProfile implements ReactiveMemoryProfile {

	private final Transport transport;

	private final MemoryOperations operations;

	DefaultReactiveMemoryProfile(Transport transport, MemoryOperations operations) {
		this.transport = transport;
		this.operations = operations;
	}

	@Override
	public String namespace() {
		return this.operations.namespace();
	}

	@Override
	public String profile() {
		return this.operations.profile();
	}

	@Override
	public @Nullable String branch() {
		return this.operations.branch();
	}

	@Override
	public ReactiveMemoryProfile onBranch(String branch) {
		return new DefaultReactiveMemoryProfile(this.transport, this.operations.onBranch(branch));
	}

	@Override
	public ReactiveMemoryProfile with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveMemoryProfile(this.transport.with(options), this.operations);
	}

	@Override
	public Mono<IngestResult> ingest(Collection<MemoryInput> memories) {
		return this.transport.send(() -> this.operations.ingest(memories));
	}

	@Override
	public Mono<RecallResult> recall(RecallRequest request) {
		return this.transport.send(() -> this.operations.recall(request));
	}

	@Override
	public Mono<Memory> get(String id) {
		return this.transport.send(() -> this.operations.get(id));
	}

	@Override
	public Mono<ForgetResult> forgetAndReport(String id) {
		return this.transport.send(() -> this.operations.forget(id));
	}

	@Override
	public Mono<EraseResult> erase(ErasureTarget target) {
		return this.transport.send(() -> this.operations.erase(target));
	}

	@Override
	public Flux<Erasure> erasures() {
		return this.transport.send(this.operations::erasures).flatMapIterable((erasures) -> erasures);
	}

	@Override
	public Mono<Erasure> erasure(String id) {
		return this.transport.send(() -> this.operations.erasure(id));
	}

	@Override
	public Mono<AskResult> ask(AskRequest request) {
		return this.transport.send(() -> this.operations.ask(request));
	}

	@Override
	public Mono<ExtractResult> extract(ExtractRequest request) {
		return this.transport.send(() -> this.operations.extract(request));
	}

	@Override
	public Flux<MemoryInput> propose(ExtractRequest request) {
		return this.transport.send(() -> this.operations.propose(request)).flatMapIterable((proposed) -> proposed);
	}

	@Override
	public Mono<SessionsResult> sessions(int limit) {
		return this.transport.send(() -> this.operations.sessions(limit));
	}

	@Override
	public Mono<Void> endSession(String session) {
		return this.transport.send(() -> this.operations.endSession(session, false)).then();
	}

	@Override
	public Mono<Void> endSessionAndDeleteTranscript(String session) {
		return this.transport.send(() -> this.operations.endSession(session, true)).then();
	}

	@Override
	public ReactiveTranscript transcript(String session) {
		return database().transcript(session);
	}

	@Override
	public Mono<Checkpoint> checkpoint(String name) {
		return database().checkpoint(name);
	}

	@Override
	public Mono<RewindResult> rewind(String checkpoint) {
		return database().rewind(checkpoint);
	}

	@Override
	public Mono<RewindResult> rewind(long txid) {
		return database().rewind(txid);
	}

	@Override
	public Mono<ReactiveMemoryProfile> fork(String branch, @Nullable Duration ttl) {
		return database().fork(branch, ttl).map((forked) -> onBranch(branch));
	}

	@Override
	public Flux<BranchInfo> branches() {
		return database().branches();
	}

	@Override
	public Mono<Void> deleteBranch(String branch) {
		return database().deleteBranch(branch);
	}

	@Override
	public Mono<TransferSummary> exportTo(Path file) {
		return Mono.defer(() -> transfer().exportTo(file));
	}

	@Override
	public Mono<TransferSummary> importFrom(Path file) {
		return Mono.defer(() -> transfer().importFrom(file));
	}

	private ReactiveTransfer transfer() {
		return new ReactiveTransfer(this.transport, this.operations.transfer());
	}

	private ReactiveMemoturnDatabase database() {
		return DatabaseHandles.reactive(this.transport, this.operations.database());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof DefaultReactiveMemoryProfile that) && this.transport.equals(that.transport)
				&& this.operations.equals(that.operations);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.operations);
	}

	@Override
	public String toString() {
		return "ReactiveMemoryProfile[" + this.operations.address() + "]";
	}

}
