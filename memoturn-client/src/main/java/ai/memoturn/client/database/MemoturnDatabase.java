package ai.memoturn.client.database;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.document.DocumentCollection;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.kv.KeyValues;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.sql.BatchResult;
import ai.memoturn.client.sql.SqlSpec;
import ai.memoturn.client.sql.SqlStatement;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.vector.VectorCollection;
import org.jspecify.annotations.Nullable;

/**
 * One branch of a database: of a profile's, where it holds what the memories of the
 * profile are stored beside, or of a plain one. Handles are immutable, cheap, may be
 * shared between threads, and stay usable until their client is closed.
 *
 * @see ReactiveMemoturnDatabase
 */
public interface MemoturnDatabase {

	/**
	 * Return the name of the database, without a branch.
	 * @return the name
	 */
	String name();

	/**
	 * Return the branch that this handle addresses.
	 * @return the branch, or {@code null} for the main one
	 */
	@Nullable String branch();

	/**
	 * Return a handle on another branch of this database. Nothing is sent; whether the
	 * branch exists shows on use.
	 * @param branch the branch
	 * @return the handle
	 * @throws IllegalArgumentException if no server can have created a branch of that
	 * name
	 */
	MemoturnDatabase onBranch(String branch);

	/**
	 * Return a handle like this one whose calls, and those of the handles taken from it,
	 * ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range
	 */
	MemoturnDatabase with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default MemoturnDatabase with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Return a handle on the transcript of a session, on the branch of this handle.
	 * Nothing is sent.
	 * @param session the session id
	 * @return the handle
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 */
	Transcript transcript(String session);

	/**
	 * Return a handle on a collection of documents. Nothing is sent.
	 * @param collection the collection: 1 to 64 characters of {@code A-Z a-z 0-9 _ -}
	 * @return the handle
	 * @throws IllegalArgumentException if the name breaks the rule
	 */
	DocumentCollection collection(String collection);

	/**
	 * Return a handle on the key-value pairs of a namespace. Nothing is sent.
	 * @param namespace the namespace, of which there may be as many as you like: any
	 * well-formed text but the empty one, {@code .} and {@code ..}
	 * @return the handle
	 * @throws IllegalArgumentException if the name breaks the rule
	 */
	KeyValues kv(String namespace);

	/**
	 * Return a handle on a collection of vectors. Nothing is sent.
	 * @param collection the collection: 1 to 64 characters of {@code A-Z a-z 0-9 _ -};
	 * one of documents may have the same name
	 * @return the handle
	 * @throws IllegalArgumentException if the name breaks the rule
	 */
	VectorCollection vectors(String collection);

	/**
	 * Prepare an SQL statement on the tables of this database. Nothing is sent.
	 * @param text one statement in the server's dialect, which is SQLite's, with
	 * {@code ?} or {@code ?1} for each parameter
	 * @return takes the parameters and runs the statement
	 * @throws IllegalArgumentException if the text has no character other than white
	 * space, or is no well-formed text
	 */
	SqlSpec sql(String text);

	/**
	 * Run SQL statements in one transaction, all or none of them; each sees what those
	 * before it did.
	 * <p>
	 * Repetition: sending them again runs them again, so only a call that provably never
	 * left, or was refused as overload, is retryable; a batch in which no statement can
	 * write, as described at {@link ai.memoturn.client.sql.SqlQuery}, is retryable after
	 * any transient failure.
	 * @param statements at least one statement; read during the call
	 * @return what each statement returned
	 * @throws IllegalArgumentException if there is no statement
	 * @throws ai.memoturn.client.error.InvalidRequestException if a statement fails, or
	 * controls transactions
	 * @throws ai.memoturn.client.error.ForbiddenException if a statement names what is
	 * the server's own
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database or
	 * branch
	 * @throws MemoturnException if the call fails
	 */
	BatchResult batch(List<SqlStatement> statements);

	/**
	 * Run SQL statements in one transaction, all or none of them.
	 * @param statements at least one statement
	 * @return what each statement returned
	 * @see #batch(List)
	 */
	default BatchResult batch(SqlStatement... statements) {
		return batch(Arrays.asList(statements));
	}

	/**
	 * Give the present state of this branch a name to {@linkplain #rewind(String) rewind}
	 * to. Checkpoints belong to their branch: a fork does not inherit them. A checkpoint
	 * keeps the history from its state on, whatever its age, until it is moved, a rewind
	 * goes below it, or the branch is deleted.
	 * <p>
	 * Repetition: sending it again names the state of then, which a write in between has
	 * changed; what was refused before processing is retryable, an unknown outcome is
	 * not.
	 * @param name the name; one that the branch has already is moved. A name of nothing
	 * but digits hides the transaction id of that number from {@link #rewind(long)}
	 * @return the checkpoint
	 * @throws IllegalArgumentException if the name has no character other than white
	 * space, or is no well-formed text
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database or
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
	 * provably never left, or was refused as overload, is retryable.
	 * @param checkpoint the name of a checkpoint of this branch
	 * @return the transaction id that the branch has again
	 * @throws IllegalArgumentException if the name has no character other than white
	 * space, or is no well-formed text
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database,
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
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database or
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
	default MemoturnDatabase fork(String branch) {
		return fork(branch, null);
	}

	/**
	 * Fork a branch from the present state of this one: a whole copy of the database, in
	 * which everything can be changed without the other branches noticing. There is no
	 * merge. A fork shares history with its parent, so that it can be
	 * {@linkplain #rewind(long) rewound} below its beginning.
	 * <p>
	 * Repetition: the second answer to a fork is that the name is taken, so only a call
	 * that provably never left, or was refused as overload, is retryable.
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
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database or
	 * branch
	 * @throws ai.memoturn.client.error.ConflictException if the name is taken
	 * @throws MemoturnException if the call fails
	 */
	MemoturnDatabase fork(String branch, @Nullable Duration ttl);

	/**
	 * List the branches of this database, whichever of them this handle addresses.
	 * <p>
	 * Repetition: reads only, so any transient failure is retryable.
	 * @return the branches by ascending name, without the main one; empty when there is
	 * no other
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database
	 * @throws MemoturnException if the call fails
	 */
	List<BranchInfo> branches();

	/**
	 * Delete a branch of this database for good. Branches forked from it stay. Deleting
	 * none is no failure.
	 * <p>
	 * Repetition: a second deletion would remove what was forked under the same name in
	 * between, so only a call that provably never left, or was refused as overload, is
	 * retryable.
	 * @param branch the branch, which cannot be {@code main}
	 * @throws IllegalArgumentException if the branch is {@code main}, or no server can
	 * have created one of that name
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database
	 * @throws MemoturnException if the call fails
	 */
	void deleteBranch(String branch);

	/**
	 * Wait until everything that was written to this branch is in durable storage, where
	 * it is anyway before long.
	 * <p>
	 * Repetition: harmless, so any transient failure is retryable.
	 * @return the transaction id up to which everything is durable, which becomes a state
	 * to {@linkplain #rewind(long) rewind} to
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database or
	 * branch
	 * @throws MemoturnException if the call fails
	 */
	long sync();

}
