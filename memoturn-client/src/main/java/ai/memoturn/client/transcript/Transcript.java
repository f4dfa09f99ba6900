package ai.memoturn.client.transcript;

import java.util.function.UnaryOperator;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * The transcript of one session, on one branch of one database: what was said, turn by
 * turn, numbered from 1. Sessions need no creation; turns go with the end of the session
 * or a rewind. Handles are immutable, cheap, may be shared between threads, and stay
 * usable until their client is closed.
 * <p>
 * Every method that talks to the node blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile}; in addition it fails with
 * {@link ai.memoturn.client.error.NotFoundException} when the database or the branch does
 * not exist, which reading and appending never create.
 *
 * @see ReactiveTranscript
 */
public interface Transcript {

	/**
	 * Return the session.
	 * @return the session id
	 */
	String session();

	/**
	 * Return a handle like this one whose calls, and those of the handles taken from it,
	 * ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range
	 */
	Transcript with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default Transcript with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Add a turn at the end, without an embedding: {@link #search} will not find it.
	 * @param role who speaks, for example {@code user} or {@code assistant}
	 * @param content what was said
	 * @return where the turn was put
	 * @see #append(String, Object, float[])
	 */
	default AppendResult append(String role, @Nullable Object content) {
		return append(role, content, null);
	}

	/**
	 * Add a turn at the end.
	 * <p>
	 * Repetition: sending it again adds it again, so only a call that provably never
	 * left, or was refused as overload, is retryable. After an
	 * {@linkplain ai.memoturn.client.error.UnknownOutcomeException unknown outcome},
	 * {@link #window(int)} shows whether the turn is there.
	 * @param role who speaks, for example {@code user} or {@code assistant}
	 * @param content what was said: anything that becomes JSON of at most 1 MiB, nested
	 * at most 64 levels deep, often a plain string; read during the call
	 * @param embedding 1 to 65,536 finite numbers by which to find the turn, {@code null}
	 * for none; read during the call
	 * @return where the turn was put
	 * @throws IllegalArgumentException if the role is no well-formed text, the content
	 * cannot become JSON, or the embedding is empty, too long, or holds NaN or an
	 * infinite number
	 * @throws MemoturnException if the call fails
	 */
	AppendResult append(String role, @Nullable Object content, float @Nullable [] embedding);

	/**
	 * Return the last 20 turns.
	 * @return the turns, oldest first
	 * @see #window(int)
	 */
	default WindowResult window() {
		return window(20);
	}

	/**
	 * Return the last turns.
	 * <p>
	 * Repetition: reads only, so any transient failure is retryable.
	 * @param last how many turns to return at most: 1 or more. The server has no limit,
	 * so the size of the answer is limited by the client's maximum alone
	 * @return the turns, oldest first; empty when nothing was said in this session
	 * @throws IllegalArgumentException if {@code last} is below 1
	 * @throws MemoturnException if the call fails
	 */
	WindowResult window(int last);

	/**
	 * Find the 5 turns nearest to an embedding.
	 * @param embedding the embedding
	 * @return the turns, nearest first
	 * @see #search(float[], int)
	 */
	default SearchResult search(float[] embedding) {
		return search(embedding, 5);
	}

	/**
	 * Find the turns of this session that are nearest to an embedding, by cosine
	 * distance. Turns without an embedding are never found.
	 * <p>
	 * Repetition: reads only, so any transient failure is retryable.
	 * @param embedding 1 to 65,536 finite numbers; read during the call
	 * @param k how many turns to find at most: 1 or more; the server finds at most 1000
	 * @return the turns, nearest first; empty when no turn of this session has an
	 * embedding
	 * @throws IllegalArgumentException if the embedding is empty, too long, or holds NaN
	 * or an infinite number, or {@code k} is below 1
	 * @throws ai.memoturn.client.error.InvalidRequestException if turns of this session
	 * have embeddings of another length and the server does not skip them
	 * @throws MemoturnException if the call fails
	 */
	SearchResult search(float[] embedding, int k);

}
