package ai.memoturn.client.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.database.DatabaseHandles;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.erasure.EraseResult;
import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transfer.BlockingTransfer;
import ai.memoturn.client.transfer.TransferSummary;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of {@link MemoryOperations}.
 */
final class DefaultMemoryProfile implements MemoryProfile {

	private final Transport transport;

	private final MemoryOperations operations;

	DefaultMemoryProfile(Transport transport, MemoryOperations operations) {
		this.transport = transport;
		this.operations = operations.checked();
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
	public MemoryProfile onBranch(String branch) {
		return new DefaultMemoryProfile(this.transport, this.operations.onBranch(branch));
	}

	@Override
	public MemoryProfile with(UnaryOperator<CallOptions> options) {
		return new DefaultMemoryProfile(this.transport.with(options), this.operations);
	}

	@Override
	public IngestResult ingest(Collection<MemoryInput> memories) {
		return this.transport.call(this.operations.ingest(memories));
	}

	@Override
	public RecallResult recall(RecallRequest request) {
		return this.transport.call(this.operations.recall(request));
	}

	@Override
	public Optional<Memory> get(String id) {
		return this.transport.find(this.operations.get(id));
	}

	@Override
	public ForgetResult forgetAndReport(String id) {
		return this.transport.call(this.operations.forget(id));
	}

	@Override
	public EraseResult erase(ErasureTarget target) {
		return this.transport.call(this.operations.erase(target));
	}

	@Override
	public List<Erasure> erasures() {
		return this.transport.call(this.operations.erasures());
	}

	@Override
	public Optional<Erasure> erasure(String id) {
		return this.transport.find(this.operations.erasure(id));
	}

	@Override
	public AskResult ask(AskRequest request) {
		return this.transport.call(this.operations.ask(request));
	}

	@Override
	public ExtractResult extract(ExtractRequest request) {
		return this.transport.call(this.operations.extract(request));
	}

	@Override
	public List<MemoryInput> propose(ExtractRequest request) {
		return this.transport.call(this.operations.propose(request));
	}

	@Override
	public SessionsResult sessions(int limit) {
		return this.transport.call(this.operations.sessions(limit));
	}

	@Override
	public void endSession(String session) {
		this.transport.call(this.operations.endSession(session, false));
	}

	@Override
	public void endSessionAndDeleteTranscript(String session) {
		this.transport.call(this.operations.endSession(session, true));
	}

	@Override
	public Transcript transcript(String session) {
		return database().transcript(session);
	}

	@Override
	public Checkpoint checkpoint(String name) {
		return database().checkpoint(name);
	}

	@Override
	public RewindResult rewind(String checkpoint) {
		return database().rewind(checkpoint);
	}

	@Override
	public RewindResult rewind(long txid) {
		return database().rewind(txid);
	}

	@Override
	public MemoryProfile fork(String branch, @Nullable Duration ttl) {
		database().fork(branch, ttl);
		return onBranch(branch);
	}

	@Override
	public List<BranchInfo> branches() {
		return database().branches();
	}

	@Override
	public void deleteBranch(String branch) {
		database().deleteBranch(branch);
	}

	@Override
	public TransferSummary exportTo(Path file) {
		return transfer().exportTo(file);
	}

	@Override
	public TransferSummary importFrom(Path file) {
		return transfer().importFrom(file);
	}

	private BlockingTransfer transfer() {
		return new BlockingTransfer(this.transport, this.operations.transfer());
	}

	private MemoturnDatabase database() {
		return DatabaseHandles.blocking(this.transport, this.operations.database());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof DefaultMemoryProfile that) && this.transport.equals(that.transport)
				&& this.operations.equals(that.operations);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.operations);
	}

	@Override
	public String toString() {
		return "MemoryProfile[" + this.operations.address() + "]";
	}

}
