package ai.memoturn.boot.scope;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;
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
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.memory.RecallRequest;
import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.client.memory.SessionsResult;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.transcript.AppendResult;
import ai.memoturn.client.transcript.ReactiveTranscript;
import ai.memoturn.client.transcript.SearchResult;
import ai.memoturn.client.transcript.WindowResult;
import ai.memoturn.client.transfer.TransferSummary;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The memories of whoever makes the call, without blocking: the twin of
 * {@link ScopedMemoryProfile}. Each operation takes the identity of the thread on which
 * it is assembled and that of Reactor's context on subscription; when both are there and
 * differ, or neither is, it fails with {@link NoMemoryProfileException} and nothing is
 * sent. No other thread is ever asked.
 * <p>
 * {@link #namespace()}, {@link #profile()} and {@link #branch()} know the calling thread
 * only, and throw that exception when it names nobody.
 * <p>
 * The shorter forms are written out too: as inherited they would assemble the call on
 * whatever thread subscribes.
 */
public final class ScopedReactiveMemoryProfile implements ReactiveMemoryProfile {

	private final MemoryProfiles profiles;

	private final @Nullable String branch;

	private final CallOptions options;

	ScopedReactiveMemoryProfile(MemoryProfiles profiles, @Nullable String branch, CallOptions options) {
		this.profiles = profiles;
		this.branch = branch;
		this.options = options;
	}

	private Mono<ReactiveMemoryProfile> current() {
		Mono<ReactiveMemoryProfile> profile = this.profiles.reactiveInContext().map((main) -> main.with(this.options));
		String branch = this.branch;
		return (branch != null) ? profile.map((main) -> main.onBranch(branch)) : profile;
	}

	@Override
	public String namespace() {
		return this.profiles.onThread().namespace();
	}

	@Override
	public String profile() {
		return this.profiles.onThread().profile();
	}

	@Override
	public @Nullable String branch() {
		String ofUser = this.profiles.onThread().branch();
		return (this.branch != null) ? this.branch : ofUser;
	}

	@Override
	public ReactiveMemoryProfile onBranch(String branch) {
		return new ScopedReactiveMemoryProfile(this.profiles, branch, this.options);
	}

	@Override
	public ReactiveMemoryProfile with(UnaryOperator<CallOptions> options) {
		return new ScopedReactiveMemoryProfile(this.profiles, this.branch, options.apply(this.options));
	}

	@Override
	public Mono<IngestResult> ingest(Collection<MemoryInput> memories) {
		return current().flatMap((profile) -> profile.ingest(memories));
	}

	@Override
	public Mono<IngestResult> ingest(MemoryInput... memories) {
		return current().flatMap((profile) -> profile.ingest(memories));
	}

	@Override
	public Mono<RecallResult> recall(RecallRequest request) {
		return current().flatMap((profile) -> profile.recall(request));
	}

	@Override
	public Mono<RecallResult> recall(Consumer<RecallRequest.Builder> request) {
		return current().flatMap((profile) -> profile.recall(request));
	}

	@Override
	public Mono<RecallResult> recall(String query) {
		return current().flatMap((profile) -> profile.recall(query));
	}

	@Override
	public Mono<Memory> get(String id) {
		return current().flatMap((profile) -> profile.get(id));
	}

	@Override
	public Mono<Boolean> forget(String id) {
		return forgetAndReport(id).map(ForgetResult::removed);
	}

	@Override
	public Mono<ForgetResult> forgetAndReport(String id) {
		return current().flatMap((profile) -> profile.forgetAndReport(id)
			.doOnNext((result) -> this.profiles.watch(profile.namespace(), profile.profile(), result.erasureId())));
	}

	@Override
	public Mono<EraseResult> erase(ErasureTarget target) {
		return current().flatMap((profile) -> profile.erase(target)
			.doOnNext((result) -> this.profiles.watch(profile.namespace(), profile.profile(), result.erasureId())));
	}

	@Override
	public Flux<Erasure> erasures() {
		return current().flatMapMany(ReactiveMemoryProfile::erasures);
	}

	@Override
	public Mono<Erasure> erasure(String id) {
		return current().flatMap((profile) -> profile.erasure(id));
	}

	@Override
	public Mono<AskResult> ask(AskRequest request) {
		return current().flatMap((profile) -> profile.ask(request));
	}

	@Override
	public Mono<AskResult> ask(String question) {
		return current().flatMap((profile) -> profile.ask(question));
	}

	@Override
	public Mono<ExtractResult> extract(ExtractRequest request) {
		return current().flatMap((profile) -> profile.extract(request));
	}

	@Override
	public Flux<MemoryInput> propose(ExtractRequest request) {
		return current().flatMapMany((profile) -> profile.propose(request));
	}

	@Override
	public Mono<SessionsResult> sessions(int limit) {
		return current().flatMap((profile) -> profile.sessions(limit));
	}

	@Override
	public Mono<Void> endSession(String session) {
		return current().flatMap((profile) -> profile.endSession(session));
	}

	@Override
	public Mono<Void> endSessionAndDeleteTranscript(String session) {
		return current().flatMap((profile) -> profile.endSessionAndDeleteTranscript(session));
	}

	@Override
	public ReactiveTranscript transcript(String session) {
		return new ScopedTranscript(session, this.options);
	}

	@Override
	public Mono<Checkpoint> checkpoint(String name) {
		return current().flatMap((profile) -> profile.checkpoint(name));
	}

	@Override
	public Mono<RewindResult> rewind(String checkpoint) {
		return current().flatMap((profile) -> profile.rewind(checkpoint));
	}

	@Override
	public Mono<RewindResult> rewind(long txid) {
		return current().flatMap((profile) -> profile.rewind(txid));
	}

	@Override
	public Mono<ReactiveMemoryProfile> fork(String branch, @Nullable Duration ttl) {
		return current().flatMap((profile) -> profile.fork(branch, ttl)).map((fork) -> onBranch(branch));
	}

	@Override
	public Flux<BranchInfo> branches() {
		return current().flatMapMany(ReactiveMemoryProfile::branches);
	}

	@Override
	public Mono<Void> deleteBranch(String branch) {
		return current().flatMap((profile) -> profile.deleteBranch(branch));
	}

	@Override
	public String toString() {
		return "Reactive memory profile of the current user"
				+ ((this.branch != null) ? " on branch " + this.branch : "");
	}

	@Override
	public Mono<TransferSummary> exportTo(Path file) {
		return current().flatMap((profile) -> profile.exportTo(file));
	}

	@Override
	public Mono<TransferSummary> importFrom(Path file) {
		return current().flatMap((profile) -> profile.importFrom(file));
	}

	/**
	 * The transcript of a session of whoever makes the call.
	 */
	private final class ScopedTranscript implements ReactiveTranscript {

		private final String session;

		private final CallOptions options;

		ScopedTranscript(String session, CallOptions options) {
			this.session = session;
			this.options = options;
		}

		private <T> Mono<T> call(Function<ReactiveTranscript, Mono<T>> operation) {
			return current().flatMap((profile) -> operation.apply(profile.with(this.options).transcript(this.session)));
		}

		@Override
		public ReactiveTranscript with(UnaryOperator<CallOptions> options) {
			return new ScopedTranscript(this.session, options.apply(this.options));
		}

		@Override
		public String session() {
			return this.session;
		}

		@Override
		public Mono<AppendResult> append(String role, @Nullable Object content, float @Nullable [] embedding) {
			return call((transcript) -> transcript.append(role, content, embedding));
		}

		@Override
		public Mono<WindowResult> window(int last) {
			return call((transcript) -> transcript.window(last));
		}

		@Override
		public Mono<SearchResult> search(float[] embedding, int k) {
			return call((transcript) -> transcript.search(embedding, k));
		}

		@Override
		public String toString() {
			return "Transcript in: " + ScopedReactiveMemoryProfile.this;
		}

	}

}
