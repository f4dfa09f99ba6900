package ai.memoturn.boot.scope;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.erasure.EraseResult;
import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.memory.AskRequest;
import ai.memoturn.client.memory.AskResult;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.ExtractResult;
import ai.memoturn.client.memory.ForgetResult;
import ai.memoturn.client.memory.IngestResult;
import ai.memoturn.client.memory.Memory;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecallRequest;
import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.client.memory.SessionsResult;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.transcript.AppendResult;
import ai.memoturn.client.transcript.SearchResult;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transcript.WindowResult;
import ai.memoturn.client.transfer.TransferSummary;
import org.jspecify.annotations.Nullable;

/**
 * The memories of whoever makes the call. One instance serves all users: each operation
 * takes the scope opened with {@link MemoryProfiles}, or else asks the
 * {@link MemoryProfileResolver} once, on the calling thread and before anything is sent,
 * and addresses the profile of the answer. Nothing about a user is kept between calls.
 * <p>
 * Every operation, {@link #namespace()}, {@link #profile()} and {@link #branch()}
 * included, throws {@link NoMemoryProfileException} when it cannot be said whose memories
 * are meant. Handles from {@link #onBranch(String)}, {@link #fork(String, Duration)} and
 * {@link #transcript(String)} fix the branch and the session and nothing else: they, too,
 * address whoever uses them, not whoever took them. A fork is made for whoever makes the
 * call; somebody else who uses its handle has no such branch.
 * <p>
 * The operations are written out rather than intercepted, so that an operation added to
 * {@link MemoryProfile} does not compile until it is decided here how it is scoped.
 */
public final class ScopedMemoryProfile implements MemoryProfile {

	private final MemoryProfiles profiles;

	private final @Nullable String branch;

	private final CallOptions options;

	ScopedMemoryProfile(MemoryProfiles profiles, @Nullable String branch, CallOptions options) {
		this.profiles = profiles;
		this.branch = branch;
		this.options = options;
	}

	private MemoryProfile current() {
		MemoryProfile profile = this.profiles.onThread().with(this.options);
		return (this.branch != null) ? profile.onBranch(this.branch) : profile;
	}

	@Override
	public String namespace() {
		return current().namespace();
	}

	@Override
	public String profile() {
		return current().profile();
	}

	@Override
	public @Nullable String branch() {
		return current().branch();
	}

	@Override
	public MemoryProfile onBranch(String branch) {
		return new ScopedMemoryProfile(this.profiles, branch, this.options);
	}

	@Override
	public MemoryProfile with(UnaryOperator<CallOptions> options) {
		return new ScopedMemoryProfile(this.profiles, this.branch, options.apply(this.options));
	}

	@Override
	public IngestResult ingest(Collection<MemoryInput> memories) {
		return current().ingest(memories);
	}

	@Override
	public RecallResult recall(RecallRequest request) {
		return current().recall(request);
	}

	@Override
	public Optional<Memory> get(String id) {
		return current().get(id);
	}

	@Override
	public ForgetResult forgetAndReport(String id) {
		MemoryProfile profile = current();
		ForgetResult result = profile.forgetAndReport(id);
		this.profiles.watch(profile.namespace(), profile.profile(), result.erasureId());
		return result;
	}

	@Override
	public EraseResult erase(ErasureTarget target) {
		MemoryProfile profile = current();
		EraseResult result = profile.erase(target);
		this.profiles.watch(profile.namespace(), profile.profile(), result.erasureId());
		return result;
	}

	@Override
	public List<Erasure> erasures() {
		return current().erasures();
	}

	@Override
	public Optional<Erasure> erasure(String id) {
		return current().erasure(id);
	}

	@Override
	public AskResult ask(AskRequest request) {
		return current().ask(request);
	}

	@Override
	public ExtractResult extract(ExtractRequest request) {
		return current().extract(request);
	}

	@Override
	public List<MemoryInput> propose(ExtractRequest request) {
		return current().propose(request);
	}

	@Override
	public SessionsResult sessions(int limit) {
		return current().sessions(limit);
	}

	@Override
	public void endSession(String session) {
		current().endSession(session);
	}

	@Override
	public void endSessionAndDeleteTranscript(String session) {
		current().endSessionAndDeleteTranscript(session);
	}

	@Override
	public Transcript transcript(String session) {
		return new ScopedTranscript(session, this.options);
	}

	@Override
	public Checkpoint checkpoint(String name) {
		return current().checkpoint(name);
	}

	@Override
	public RewindResult rewind(String checkpoint) {
		return current().rewind(checkpoint);
	}

	@Override
	public RewindResult rewind(long txid) {
		return current().rewind(txid);
	}

	@Override
	public MemoryProfile fork(String branch, @Nullable Duration ttl) {
		current().fork(branch, ttl);
		return onBranch(branch);
	}

	@Override
	public List<BranchInfo> branches() {
		return current().branches();
	}

	@Override
	public void deleteBranch(String branch) {
		current().deleteBranch(branch);
	}

	@Override
	public String toString() {
		return "Memory profile of the current user" + ((this.branch != null) ? " on branch " + this.branch : "");
	}

	@Override
	public TransferSummary exportTo(Path file) {
		return current().exportTo(file);
	}

	@Override
	public TransferSummary importFrom(Path file) {
		return current().importFrom(file);
	}

	/**
	 * The transcript of a session of whoever makes the call.
	 */
	private final class ScopedTranscript implements Transcript {

		private final String session;

		private final CallOptions options;

		ScopedTranscript(String session, CallOptions options) {
			this.session = session;
			this.options = options;
		}

		private Transcript current() {
			return ScopedMemoryProfile.this.current().with(this.options).transcript(this.session);
		}

		@Override
		public String session() {
			return this.session;
		}

		@Override
		public Transcript with(UnaryOperator<CallOptions> options) {
			return new ScopedTranscript(this.session, options.apply(this.options));
		}

		@Override
		public AppendResult append(String role, @Nullable Object content, float @Nullable [] embedding) {
			return current().append(role, content, embedding);
		}

		@Override
		public WindowResult window(int last) {
			return current().window(last);
		}

		@Override
		public SearchResult search(float[] embedding, int k) {
			return current().search(embedding, k);
		}

		@Override
		public String toString() {
			return "Transcript in: " + ScopedMemoryProfile.this;
		}

	}

}
