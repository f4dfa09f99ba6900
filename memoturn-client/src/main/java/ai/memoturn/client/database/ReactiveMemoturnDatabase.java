package ai.memoturn.client.database;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.branch.Checkpoint;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.document.ReactiveDocumentCollection;
import ai.memoturn.client.kv.ReactiveKeyValues;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.sql.BatchResult;
import ai.memoturn.client.sql.ReactiveSqlSpec;
import ai.memoturn.client.sql.SqlStatement;
import ai.memoturn.client.transcript.ReactiveTranscript;
import ai.memoturn.client.vector.ReactiveVectorCollection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One branch of a database, without blocking: the twin of {@link MemoturnDatabase}. No
 * method throws; a name that breaks a rule shows as an error signal of the operations.
 *
 * @see MemoturnDatabase
 */
public interface ReactiveMemoturnDatabase {

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
	 * Return a handle on another branch of this database.
	 * @param branch the branch
	 * @return the handle
	 */
	ReactiveMemoturnDatabase onBranch(String branch);

	/**
	 * Return a handle like this one whose calls, and those of the handles taken from it,
	 * ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 */
	ReactiveMemoturnDatabase with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default ReactiveMemoturnDatabase with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Return a handle on the transcript of a session, on the branch of this handle.
	 * @param session the session id
	 * @return the handle
	 */
	ReactiveTranscript transcript(String session);

	/**
	 * Return a handle on a collection of documents.
	 * @param collection the collection
	 * @return the handle
	 * @see MemoturnDatabase#collection(String)
	 */
	ReactiveDocumentCollection collection(String collection);

	/**
	 * Return a handle on the key-value pairs of a namespace.
	 * @param namespace the namespace
	 * @return the handle
	 * @see MemoturnDatabase#kv(String)
	 */
	ReactiveKeyValues kv(String namespace);

	/**
	 * Return a handle on a collection of vectors.
	 * @param collection the collection
	 * @return the handle
	 * @see MemoturnDatabase#vectors(String)
	 */
	ReactiveVectorCollection vectors(String collection);

	/**
	 * Prepare an SQL statement on the tables of this database.
	 * @param text one statement
	 * @return takes the parameters and runs the statement
	 * @see MemoturnDatabase#sql(String)
	 */
	ReactiveSqlSpec sql(String text);

	/**
	 * Run SQL statements in one transaction, all or none of them. Each subscription runs
	 * them.
	 * @param statements at least one statement; read on each subscription
	 * @return what each statement returned
	 * @see MemoturnDatabase#batch(List)
	 */
	Mono<BatchResult> batch(List<SqlStatement> statements);

	/**
	 * Run SQL statements in one transaction, all or none of them.
	 * @param statements at least one statement; read on each subscription
	 * @return what each statement returned
	 * @see #batch(List)
	 */
	default Mono<BatchResult> batch(SqlStatement... statements) {
		return Mono.defer(() -> batch(Arrays.asList(statements)));
	}

	/**
	 * Give the present state of this branch a name.
	 * @param name the name; one that the branch has already is moved
	 * @return the checkpoint
	 * @see MemoturnDatabase#checkpoint(String)
	 */
	Mono<Checkpoint> checkpoint(String name);

	/**
	 * Take this branch back to a checkpoint. Each subscription does it.
	 * @param checkpoint the name of a checkpoint of this branch
	 * @return the transaction id that the branch has again
	 * @see MemoturnDatabase#rewind(String)
	 */
	Mono<RewindResult> rewind(String checkpoint);

	/**
	 * Take this branch back to the state of a transaction id.
	 * @param txid the transaction id
	 * @return the transaction id that the branch has again
	 * @see MemoturnDatabase#rewind(long)
	 */
	Mono<RewindResult> rewind(long txid);

	/**
	 * Fork a branch that stays from this one.
	 * @param branch the name of the new branch
	 * @return a handle on the new branch, once it is there
	 * @see #fork(String, Duration)
	 */
	default Mono<ReactiveMemoturnDatabase> fork(String branch) {
		return fork(branch, null);
	}

	/**
	 * Fork a branch from the present state of this one.
	 * @param branch the name of the new branch
	 * @param ttl after which time the branch may be collected; {@code null} for a branch
	 * that stays
	 * @return a handle on the new branch, once it is there
	 * @see MemoturnDatabase#fork(String, Duration)
	 */
	Mono<ReactiveMemoturnDatabase> fork(String branch, @Nullable Duration ttl);

	/**
	 * List the branches of this database, whichever of them this handle addresses.
	 * @return the branches by ascending name, without the main one, from one answer
	 * @see MemoturnDatabase#branches()
	 */
	Flux<BranchInfo> branches();

	/**
	 * Delete a branch of this database for good.
	 * @param branch the branch, which cannot be {@code main}
	 * @return completes when there is none of that name
	 * @see MemoturnDatabase#deleteBranch(String)
	 */
	Mono<Void> deleteBranch(String branch);

	/**
	 * Wait until everything that was written to this branch is in durable storage.
	 * @return the transaction id up to which everything is durable
	 * @see MemoturnDatabase#sync()
	 */
	Mono<Long> sync();

}
