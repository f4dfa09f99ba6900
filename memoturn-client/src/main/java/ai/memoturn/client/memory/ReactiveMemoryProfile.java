package ai.memoturn.client.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.erasure.EraseResult;
import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.transcript.ReactiveTranscript;
import ai.memoturn.client.transfer.TransferSummary;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The memories of one profile on one branch, without blocking: the twin of
 * {@link MemoryProfile}, where each operation, its failures and what may be repeated are
 * described.
 * <p>
 * No method throws, blocks or sends. Arguments are read and checked, and a request is
 * made, anew for each subscription; every failure, a bad argument included, is an error
 * signal. Cancelling a subscription cancels the exchange. Values and errors are emitted
 * on an event loop thread of the client (errors that need no answer on the subscribing
 * thread, the end of the total time limit on a Reactor scheduler), so an operator behind
 * them must not block; switch threads with {@code publishOn} before you do.
 *
 * @see MemoryProfile
 */
public interface ReactiveMemoryProfile {

	/**
	 * Return the namespace of the profile.
	 * @return the namespace
	 */
	String namespace();

	/**
	 * Return the profile's name within its namespace.
	 * @return the profile
	 */
	String profile();

	/**
	 * Return the branch that this handle addresses.
	 * @return the branch, or {@code null} for the main one
	 */
	@Nullable String branch();

	/**
	 * Return a handle on another branch of this profile. A name that is no branch's shows
	 * as an error signal of the operations.
	 * @param branch the branch
	 * @return the handle
	 */
	ReactiveMemoryProfile onBranch(String branch);

	/**
	 * Return a handle like this one whose calls, and those of the handles taken from it,
	 * ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 */
	ReactiveMemoryProfile with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default ReactiveMemoryProfile with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Store memories, all or none of them.
	 * @param memories 1 to 1000 memories; read on each subscription
	 * @return what became of each memory, in the order given, or an error of the kinds
	 * described at {@link MemoryProfile#ingest(Collection)}
	 */
	Mono<IngestResult> ingest(Collection<MemoryInput> memories);

	/**
	 * Store memories, all or none of them.
	 * @param memories 1 to 1000 memories; read on each subscription
	 * @return what became of each memory, in the order given
	 * @see #ingest(Collection)
	 */
	default Mono<IngestResult> ingest(MemoryInput... memories) {
		return Mono.defer(() -> ingest(Arrays.asList(memories)));
	}

	/**
	 * Find memories by words, by embedding and by topic, fused into one ranking.
	 * @param request what to find
	 * @return the memories, best first; nothing found is an answer without memories, not
	 * an empty {@code Mono}
	 * @see MemoryProfile#recall(RecallRequest)
	 */
	Mono<RecallResult> recall(RecallRequest request);

	/**
	 * Find memories, with a request made in place on each subscription.
	 * @param request fills in what to find
	 * @return the memories, best first
	 * @see #recall(RecallRequest)
	 */
	default Mono<RecallResult> recall(Consumer<RecallRequest.Builder> request) {
		return Mono.defer(() -> {
			RecallRequest.Builder builder = RecallRequest.builder();
			request.accept(builder);
			return recall(builder.build());
		});
	}

	/**
	 * Find memories by words.
	 * @param query the words
	 * @return the memories, best first
	 * @see #recall(RecallRequest)
	 */
	default Mono<RecallResult> recall(String query) {
		return Mono.defer(() -> recall(RecallRequest.builder().query(query).build()));
	}

	/**
	 * Look a memory up.
	 * @param id the memory's id
	 * @return the memory; an empty {@code Mono} when there is none, or no such profile or
	 * branch
	 * @see MemoryProfile#get(String)
	 */
	Mono<Memory> get(String id);

	/**
	 * Remove a memory for good.
	 * @param id the memory's id
	 * @return {@code true} if it was removed, {@code false} if there was none, or no such
	 * profile or branch
	 * @see MemoryProfile#forget(String)
	 */
	default Mono<Boolean> forget(String id) {
		return forgetAndReport(id).map(ForgetResult::removed);
	}

	/**
	 * Remove a memory for good, and report which erasure sees to older history.
	 * @param id the memory's id
	 * @return whether it was removed, and the erasure, where a policy asks for one
	 * @see MemoryProfile#forgetAndReport(String)
	 */
	Mono<ForgetResult> forgetAndReport(String id);

	/**
	 * Erase: remove now, and have older history removed, too.
	 * @param target what to erase
	 * @return the id of the coupon, and until when the grace time lasts
	 * @see MemoryProfile#erase(ErasureTarget)
	 */
	Mono<EraseResult> erase(ErasureTarget target);

	/**
	 * List all erasures of this profile.
	 * @return the coupons, latest request first; empty when there are none or the profile
	 * does not exist
	 * @see MemoryProfile#erasures()
	 */
	Flux<Erasure> erasures();

	/**
	 * Look up an erasure of this profile.
	 * @param id the id of its coupon
	 * @return the coupon; empty when this profile has none of that id
	 * @see MemoryProfile#erasure(String)
	 */
	Mono<Erasure> erasure(String id);

	/**
	 * Have a question answered from memory by the node's language model.
	 * @param request the question
	 * @return the answer and the memories it was made from
	 * @see MemoryProfile#ask(AskRequest)
	 */
	Mono<AskResult> ask(AskRequest request);

	/**
	 * Have a question answered from memory.
	 * @param question what to answer
	 * @return the answer and the memories it was made from
	 * @see #ask(AskRequest)
	 */
	default Mono<AskResult> ask(String question) {
		return Mono.defer(() -> ask(AskRequest.builder(question).build()));
	}

	/**
	 * Have memories distilled from a conversation by the node's language model, and
	 * stored.
	 * @param request the conversation
	 * @return what became of the memories found
	 * @see MemoryProfile#extract(ExtractRequest)
	 */
	Mono<ExtractResult> extract(ExtractRequest request);

	/**
	 * Have memories distilled from a conversation by the node's language model, without
	 * storing them.
	 * @param request the conversation
	 * @return the memories that {@link #extract} would have stored, from one answer
	 * @see MemoryProfile#propose(ExtractRequest)
	 */
	Flux<MemoryInput> propose(ExtractRequest request);

	/**
	 * List the 100 most recently active sessions.
	 * @return the sessions, most recently active first
	 * @see #sessions(int)
	 */
	default Mono<SessionsResult> sessions() {
		return sessions(100);
	}

	/**
	 * List the most recently active sessions.
	 * @param limit how many to list at most: 1 or more; the server lists at most 1000
	 * @return the sessions, most recently active first; none is an answer without
	 * sessions, not an empty {@code Mono}
	 * @see MemoryProfile#sessions(int)
	 */
	Mono<SessionsResult> sessions(int limit);

	/**
	 * End a session: remove its tasks for good, and the session from the list.
	 * @param session the session id
	 * @return completes when the session is ended
	 * @see MemoryProfile#endSession(String)
	 */
	Mono<Void> endSession(String session);

	/**
	 * End a session, and remove its transcript for good.
	 * @param session the session id
	 * @return completes when the session is ended and the transcript is gone
	 * @see MemoryProfile#endSessionAndDeleteTranscript(String)
	 */
	Mono<Void> endSessionAndDeleteTranscript(String session);

	/**
	 * Return a handle on the transcript of a session, on the branch of this handle. An id
	 * that is no session's shows as an error signal of the operations.
	 * @param session the session id
	 * @return the handle
	 * @see MemoryProfile#transcript(String)
	 */
	ReactiveTranscript transcript(String session);

	/**
	 * Give the present state of this branch a name.
	 * @param name the name; one that the branch has already is moved
	 * @return the checkpoint
	 * @see MemoryProfile#checkpoint(String)
	 */
	Mono<Checkpoint> checkpoint(String name);

	/**
	 * Take this branch back to a checkpoint. Each subscription does it.
	 * @param checkpoint the name of a checkpoint of this branch
	 * @return the transaction id that the branch has again
	 * @see MemoryProfile#rewind(String)
	 */
	Mono<RewindResult> rewind(String checkpoint);

	/**
	 * Take this branch back to the state of a transaction id.
	 * @param txid the transaction id
	 * @return the transaction id that the branch has again
	 * @see MemoryProfile#rewind(long)
	 */
	Mono<RewindResult> rewind(long txid);

	/**
	 * Fork a branch that stays from this one.
	 * @param branch the name of the new branch
	 * @return a handle on the new branch, once it is there
	 * @see #fork(String, Duration)
	 */
	default Mono<ReactiveMemoryProfile> fork(String branch) {
		return fork(branch, null);
	}

	/**
	 * Fork a branch from the present state of this one.
	 * @param branch the name of the new branch
	 * @param ttl after which time the branch may be collected; {@code null} for a branch
	 * that stays
	 * @return a handle on the new branch, once it is there
	 * @see MemoryProfile#fork(String, Duration)
	 */
	Mono<ReactiveMemoryProfile> fork(String branch, @Nullable Duration ttl);

	/**
	 * List the branches of this profile, whichever of them this handle addresses.
	 * @return the branches by ascending name, without the main one, from one answer
	 * @see MemoryProfile#branches()
	 */
	Flux<BranchInfo> branches();

	/**
	 * Delete a branch of this profile for good.
	 * @param branch the branch, which cannot be {@code main}
	 * @return completes when there is none of that name
	 * @see MemoryProfile#deleteBranch(String)
	 */
	Mono<Void> deleteBranch(String branch);

	/**
	 * Write the memories of this branch to a file, on threads that may block.
	 * @param file a file that does not exist; it appears when it is complete
	 * @return how much was exported
	 * @see MemoryProfile#exportTo(Path)
	 */
	Mono<TransferSummary> exportTo(Path file);

	/**
	 * Read the memories of a file into this branch, which must hold none, on threads that
	 * may block.
	 * @param file the file
	 * @return how much was imported
	 * @see MemoryProfile#importFrom(Path)
	 */
	Mono<TransferSummary> importFrom(Path file);

}
