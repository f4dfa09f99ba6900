package ai.memoturn.client.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transfer.TransferSummary;
import org.jspecify.annotations.Nullable;

/**
 * The memories of one profile on one branch. A profile comes into existence with its
 * first ingest; reads never create one. Handles are immutable, cheap, may be shared
 * between threads, and stay usable until their client is closed.
 * <p>
 * Every method that talks to the node blocks until the answer is there or the client's
 * total time limit is reached. It fails with
 * <ul>
 * <li>{@link IllegalArgumentException} for an argument that breaks a rule, before
 * anything is sent;</li>
 * <li>{@link IllegalStateException} on a thread that must not block, such as an event
 * loop, and after the client was closed; nothing is sent then either;</li>
 * <li>a subclass of {@link MemoturnException} for everything else: refusals
 * ({@link ai.memoturn.client.error.InvalidRequestException},
 * {@link ai.memoturn.client.error.UnauthorizedException},
 * {@link ai.memoturn.client.error.ForbiddenException},
 * {@link ai.memoturn.client.error.NotFoundException} for an unknown branch,
 * {@link ai.memoturn.client.error.ConflictException},
 * {@link ai.memoturn.client.error.OverloadedException}), an unreachable node
 * ({@link ai.memoturn.client.error.UnavailableException}), a failed node
 * ({@link ai.memoturn.client.error.ServerErrorException}), a write of unknown fate
 * ({@link ai.memoturn.client.error.UnknownOutcomeException}), an answer that is too large
 * ({@link ai.memoturn.client.error.AnswerTooLargeException}), and the end of the wait by
 * time limit or interrupt ({@link ai.memoturn.client.error.DeadlineExceededException},
 * {@link ai.memoturn.client.error.CallInterruptedException}).</li>
 * </ul>
 * {@link MemoturnException#isRetryable()} says of each failure whether the call may be
 * repeated; what that means per operation is stated there.
 *
 * @see ReactiveMemoryProfile
 */
public interface MemoryProfile {

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
	 * Return a handle on another branch of this profile. Nothing is sent; whether the
	 * branch exists shows on use.
	 * @param branch the branch
	 * @return the handle
	 * @throws IllegalArgumentException if no server can have created a branch of that
	 * name
	 */
	MemoryProfile onBranch(String branch);

	/**
	 * Return a handle like this one whose calls, and those of the handles taken from it,
	 * ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range
	 */
	MemoryProfile with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default MemoryProfile with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Store memories, all or none of them. Those without a source get the client's
	 * default source.
	 * <p>
	 * Repetition: what was refused before processing may be sent again. An
	 * {@linkplain ai.memoturn.client.error.UnknownOutcomeException unknown outcome} is
	 * repeated only for a batch of nothing but events, because storing a fact again that
	 * was superseded meanwhile makes it active again.
	 * @param memories 1 to 1000 memories; read during the call
	 * @return what became of each memory, in the order given
	 * @throws IllegalArgumentException if there is no memory, or more than 1000
	 * @throws MemoturnException if the call fails
	 */
	IngestResult ingest(Collection<MemoryInput> memories);

	/**
	 * Store memories, all or none of them.
	 * @param memories 1 to 1000 memories
	 * @return what became of each memory, in the order given
	 * @see #ingest(Collection)
	 */
	default IngestResult ingest(MemoryInput... memories) {
		return ingest(Arrays.asList(memories));
	}

	/**
	 * Find memories by words, by embedding and by topic, fused into one ranking.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param request what to find
	 * @return the memories, best first; empty when nothing was found or the profile does
	 * not exist
	 * @throws MemoturnException if the call fails
	 */
	RecallResult recall(RecallRequest request);

	/**
	 * Find memories, with a request made in place:
	 * {@code recall((q) -> q.query("food").topicKey("user.diet").k(8))}.
	 * @param request fills in what to find
	 * @return the memories, best first
	 * @see #recall(RecallRequest)
	 */
	default RecallResult recall(Consumer<RecallRequest.Builder> request) {
		RecallRequest.Builder builder = RecallRequest.builder();
		request.accept(builder);
		return recall(builder.build());
	}

	/**
	 * Find memories by words.
	 * @param query the words
	 * @return the memories, best first
	 * @see #recall(RecallRequest)
	 */
	default RecallResult recall(String query) {
		return recall(RecallRequest.builder().query(query).build());
	}

	/**
	 * Look a memory up, also one that is superseded, or a task that has expired but was
	 * not swept yet.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param id the memory's id
	 * @return the memory; empty when there is none, or no such profile or branch
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 * @throws MemoturnException if the call fails
	 */
	Optional<Memory> get(String id);

	/**
	 * Remove a memory for good. What it superseded does not become active again.
	 * @param id the memory's id
	 * @return {@code true} if it was removed, also by an attempt whose answer was lost;
	 * {@code false} if there was none, or no such profile or branch
	 * @see #forgetAndReport(String)
	 */
	default boolean forget(String id) {
		return forgetAndReport(id).removed();
	}

	/**
	 * Remove a memory for good, and report which erasure sees to older history. What it
	 * superseded does not become active again.
	 * <p>
	 * Repetition: removing twice is harmless; what was refused before processing is
	 * repeated, an unknown outcome only with
	 * {@link ai.memoturn.client.options.CallOptions#repeatUnknown(boolean)}. Where an
	 * earlier attempt of the same call may have removed the memory, its absence counts as
	 * done; the erasure is then not named, but among the {@linkplain #erasures()
	 * erasures}.
	 * @param id the memory's id
	 * @return whether it was removed, also by an attempt whose answer was lost, and the
	 * erasure, where a policy with {@code purge_on_forget} asks for one
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 * @throws MemoturnException if the call fails
	 */
	ForgetResult forgetAndReport(String id);

	/**
	 * Erase: remove now, as {@link #forget(String)} and {@link #endSession(String)} do,
	 * and have older history removed, too, once the grace time of the policy is over (a
	 * day by default). When nothing is left anywhere the {@linkplain #erasure(String)
	 * coupon} carries a receipt, which a
	 * {@link ai.memoturn.client.erasure.ReceiptVerifier} verifies. Checkpoints and
	 * branches that hold the data block that, and are named by the coupon.
	 * <p>
	 * Within the grace time this branch can be {@linkplain #rewind(long) taken back} to a
	 * state before, which brings the data back to life; the erasure is then blocked, and
	 * only erasing again erases.
	 * <p>
	 * Repetition: a second erasure of the same memory or topic finds nothing, so only a
	 * call that provably never left, or was refused as overload, is repeated. What an
	 * unknown outcome came to is among the {@linkplain #erasures() erasures}.
	 * @param target what to erase
	 * @return the id of the coupon, and until when the grace time lasts
	 * @throws IllegalArgumentException if the target is {@code null}, or was not made by
	 * a method of its class and aims at nothing or at several things
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such memory, or
	 * none of that type on the topic, or no such profile or branch. Erasing an unknown
	 * session is no failure
	 * @throws MemoturnException if the call fails
	 */
	EraseResult erase(ErasureTarget target);

	/**
	 * List all erasures of this profile, on whichever branch they were asked for, those
	 * by {@code purge_on_forget} included.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @return the coupons, latest request first; empty when there are none or the profile
	 * does not exist
	 * @throws MemoturnException if the call fails
	 */
	List<Erasure> erasures();

	/**
	 * Look up an erasure of this profile.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param id the id of its coupon
	 * @return the coupon; empty when this profile has none of that id
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 * @throws MemoturnException if the call fails
	 */
	Optional<Erasure> erasure(String id);

	/**
	 * Have a question answered from memory by the node's language model.
	 * <p>
	 * Repetition: changes nothing, so it is repeated after any passing failure.
	 * @param request the question
	 * @return the answer and the memories it was made from
	 * @throws ai.memoturn.client.error.UnconfiguredException if the node has no language
	 * model
	 * @throws MemoturnException if the call fails
	 */
	AskResult ask(AskRequest request);

	/**
	 * Have a question answered from memory.
	 * @param question what to answer
	 * @return the answer and the memories it was made from
	 * @see #ask(AskRequest)
	 */
	default AskResult ask(String question) {
		return ask(AskRequest.builder(question).build());
	}

	/**
	 * Have memories distilled from a conversation by the node's language model, and
	 * stored. Without a source they get the client's default source.
	 * <p>
	 * Repetition: the model may find other memories the next time, so only a call that
	 * provably never left, or was refused as overload, is repeated.
	 * @param request the conversation
	 * @return what became of the memories found
	 * @throws ai.memoturn.client.error.UnconfiguredException if the node has no language
	 * model
	 * @throws MemoturnException if the call fails
	 */
	ExtractResult extract(ExtractRequest request);

	/**
	 * Have memories distilled from a conversation by the node's language model, without
	 * storing them: for a look before {@link #ingest(Collection)}.
	 * <p>
	 * Repetition: changes nothing, so it is repeated after any passing failure.
	 * @param request the conversation
	 * @return the memories that {@link #extract} would have stored
	 * @throws ai.memoturn.client.error.UnconfiguredException if the node has no language
	 * model
	 * @throws MemoturnException if the call fails
	 */
	List<MemoryInput> propose(ExtractRequest request);

	/**
	 * List the 100 most recently active sessions.
	 * @return the sessions, most recently active first
	 * @see #sessions(int)
	 */
	default SessionsResult sessions() {
		return sessions(100);
	}

	/**
	 * List the most recently active sessions. These are the sessions named by an ingested
	 * memory and not ended since; one that has a transcript alone is not among them.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param limit how many to list at most: 1 or more; the server lists at most 1000
	 * @return the sessions, most recently active first; empty when there are none or the
	 * profile does not exist
	 * @throws IllegalArgumentException if {@code limit} is below 1
	 * @throws MemoturnException if the call fails
	 */
	SessionsResult sessions(int limit);

	/**
	 * End a session: remove its tasks for good, and the session from the list. Facts,
	 * events and instructions stay and keep naming the session, and so does its
	 * transcript. Ending an unknown session is no failure.
	 * <p>
	 * Repetition: ending twice is harmless unless the session was taken up again in
	 * between; what was refused before processing is repeated, an unknown outcome only
	 * with {@link ai.memoturn.client.options.CallOptions#repeatUnknown(boolean)}.
	 * @param session the session id
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile or
	 * branch
	 * @throws MemoturnException if the call fails
	 */
	void endSession(String session);

	/**
	 * End a session as {@link #endSession(String)} does, and remove its transcript for
	 * good.
	 * <p>
	 * Repetition: as of {@link #endSession(String)}.
	 * @param session the session id
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile or
	 * branch
	 * @throws MemoturnException if the call fails
	 */
	void endSessionAndDeleteTranscript(String session);

	/**
	 * Return a handle on the transcript of a session, on the branch of this handle.
	 * Nothing is sent. Appending to it does not create the profile: that takes an ingest.
	 * @param session the session id
	 * @return the handle
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 */
	Transcript transcript(String session);

	/**
	 * Give the present state of this branch a name to {@linkplain #rewind(String) rewind}
	 * to. Checkpoints belong to their branch: a fork does not inherit them. A checkpoint
	 * keeps the history from its state on, whatever its age, until it is moved, a rewind
	 * goes below it, or the branch is deleted.
	 * <p>
	 * Repetition: sending it again names the state of then, which a write in between has
	 * changed; what was refused before processing is repeated, an unknown outcome only
	 * with {@link ai.memoturn.client.options.CallOptions#repeatUnknown(boolean)}.
	 * @param name the name; one that the branch has already is moved. A name of nothing
	 * but digits hides the transaction id of that number from {@link #rewind(long)}
	 * @return the checkpoint
	 * @throws IllegalArgumentException if the name has no character other than white
	 * space, or is no well-formed text
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile or
	 * branch
	 * @throws MemoturnException if the call fails
	 */
	Checkpoint checkpoint(String name);

	/**
	 * Take this branch back to a checkpoint, with everything in the database: memories,
	 * transcripts, documents, key-value pairs, vectors and tables. What was written since
	 * is gone, on this branch alone, and so are the checkpoints made since.
	 * <p>
	 * Repetition: a second rewind drops what was written in between, so only a call that
	 * provably never left, or was refused as overload, is repeated.
	 * @param checkpoint the name of a checkpoint of this branch
	 * @return the transaction id that the branch has again
	 * @throws IllegalArgumentException if the name has no character other than white
	 * space, or is no well-formed text
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile,
	 * branch or checkpoint
	 * @throws ai.memoturn.client.error.ConflictException if the state cannot be restored,
	 * for example because a rewind went below it
	 * @throws MemoturnException if the call fails
	 */
	RewindResult rewind(String checkpoint);

	/**
	 * Take this branch back to the state of a transaction id, as {@link #rewind(String)}
	 * does. Of a fork that may be a state that its parent had. Servers keep the states of
	 * checkpoints, forks and syncs, others for a time or not at all.
	 * <p>
	 * Repetition: as of {@link #rewind(String)}.
	 * @param txid the transaction id: 0 or more. If the branch has a checkpoint of that
	 * name, the checkpoint counts
	 * @return the transaction id that the branch has again
	 * @throws IllegalArgumentException if the id is negative
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile or
	 * branch
	 * @throws ai.memoturn.client.error.ConflictException if the state cannot be restored:
	 * it is yet to come, or too old, or was not kept
	 * @throws MemoturnException if the call fails
	 */
	RewindResult rewind(long txid);

	/**
	 * Fork a branch that stays from this one.
	 * @param branch the name of the new branch
	 * @return a handle on the new branch
	 * @see #fork(String, Duration)
	 */
	default MemoryProfile fork(String branch) {
		return fork(branch, null);
	}

	/**
	 * Fork a branch from the present state of this one: a whole copy of the database, in
	 * which everything can be changed without the other branches noticing. There is no
	 * merge. A fork shares history with its parent, so that it can be
	 * {@linkplain #rewind(long) rewound} below its beginning.
	 * <p>
	 * Repetition: the second answer to a fork is that the name is taken, so only a call
	 * that provably never left, or was refused as overload, is repeated.
	 * @param branch the name of the new branch: not empty, not {@code .}, {@code ..} or
	 * {@code main}, and without {@code @}, slashes, backslashes and control characters;
	 * every server takes up to 128 characters of {@code A-Z a-z 0-9 . _ -} that begin
	 * with a letter or digit
	 * @param ttl after which time the branch may be collected: zero to 36,500 days in
	 * whole seconds; {@code null} for a branch that stays. Collected branches are gone
	 * within about half a minute, and work until then
	 * @return a handle on the new branch
	 * @throws IllegalArgumentException if the name breaks the rule, or the time is
	 * negative, too long or has a fraction of a second
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile or
	 * branch
	 * @throws ai.memoturn.client.error.ConflictException if the name is taken
	 * @throws MemoturnException if the call fails
	 */
	MemoryProfile fork(String branch, @Nullable Duration ttl);

	/**
	 * List the branches of this profile, whichever of them this handle addresses.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @return the branches by ascending name, without the main one; empty when there is
	 * no other
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile
	 * @throws MemoturnException if the call fails
	 */
	List<BranchInfo> branches();

	/**
	 * Delete a branch of this profile for good. Branches forked from it stay. Deleting
	 * none is no failure.
	 * <p>
	 * Repetition: a second deletion would remove what was forked under the same name in
	 * between, so only a call that provably never left, or was refused as overload, is
	 * repeated.
	 * @param branch the branch, which cannot be {@code main}
	 * @throws IllegalArgumentException if the branch is {@code main}, or no server can
	 * have created one of that name
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile
	 * @throws MemoturnException if the call fails
	 */
	void deleteBranch(String branch);

	/**
	 * Write the memories of this branch to a file, all of one state: ids, topics,
	 * superseded ones and what superseded them, sources, times, sessions and vectors, to
	 * the bit. The file is JSON Lines in the format of {@code docs/profile-format.md};
	 * memory use does not grow with it. Documents, key-value pairs, tables, transcripts,
	 * policies, history and other branches are not part of it.
	 * <p>
	 * A fork is made for as long as it takes and deleted afterwards, so the credential
	 * must be one for administration. Servers other than the embedded node do not have
	 * the routes; they answer with {@code not_found}.
	 * <p>
	 * Repetition: pages that were not read are read again, the fork is not made twice.
	 * @param file a file that does not exist; it appears when it is complete
	 * @return how much was exported
	 * @throws IllegalArgumentException if there is such a file
	 * @throws java.io.UncheckedIOException if it cannot be written
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such profile or
	 * branch
	 * @throws MemoturnException if a call fails; there is no file then
	 */
	TransferSummary exportTo(Path file);

	/**
	 * Read the memories of a file, as {@link #exportTo(Path)} writes it, into this
	 * branch, which must hold none; a profile that does not exist is created. All of them
	 * or none: the node checks every line before the first is stored, and where a later
	 * one contradicts an earlier one the branch is taken back to what it was. Nobody else
	 * is to write to it meanwhile, because that would be taken back too, and if this
	 * process ends meanwhile a part stays.
	 * <p>
	 * The credential must be one for administration. Servers other than the embedded node
	 * do not have the route; they answer with {@code not_found}.
	 * <p>
	 * Repetition: the check is repeated after any passing failure, nothing else is.
	 * @param file the file
	 * @return how much was imported
	 * @throws IllegalArgumentException if the file is cut off or no UTF-8; the message
	 * names the number of the line
	 * @throws java.io.UncheckedIOException if it cannot be read
	 * @throws ai.memoturn.client.error.InvalidRequestException if a line is not as it
	 * must be; the message names its number
	 * @throws ai.memoturn.client.error.ConflictException if the branch is not empty, or
	 * changes meanwhile
	 * @throws MemoturnException if a call fails
	 */
	TransferSummary importFrom(Path file);

}
