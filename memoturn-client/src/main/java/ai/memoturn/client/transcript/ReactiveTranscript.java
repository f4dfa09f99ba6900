package ai.memoturn.client.transcript;

import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The transcript of one session, without blocking: the twin of {@link Transcript}, where
 * each operation, its failures and what may be repeated are described. Subscriptions,
 * threads and cancelling are as described at
 * {@link ai.memoturn.client.memory.ReactiveMemoryProfile}: no method throws, blocks or
 * sends, and a bad argument is an error signal.
 *
 * @see Transcript
 */
public interface ReactiveTranscript {

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
	 */
	ReactiveTranscript with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default ReactiveTranscript with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Add a turn at the end, without an embedding: {@link #search} will not find it.
	 * @param role who speaks, for example {@code user} or {@code assistant}
	 * @param content what was said
	 * @return where the turn was put
	 * @see #append(String, Object, float[])
	 */
	default Mono<AppendResult> append(String role, @Nullable Object content) {
		return append(role, content, null);
	}

	/**
	 * Add a turn at the end. Each subscription adds one.
	 * @param role who speaks, for example {@code user} or {@code assistant}
	 * @param content what was said; read on each subscription
	 * @param embedding the numbers by which to find the turn, {@code null} for none; read
	 * on each subscription
	 * @return where the turn was put
	 * @see Transcript#append(String, Object, float[])
	 */
	Mono<AppendResult> append(String role, @Nullable Object content, float @Nullable [] embedding);

	/**
	 * Return the last 20 turns.
	 * @return the turns, oldest first
	 * @see #window(int)
	 */
	default Mono<WindowResult> window() {
		return window(20);
	}

	/**
	 * Return the last turns.
	 * @param last how many turns to return at most: 1 or more
	 * @return the turns, oldest first; none is an answer without turns, not an empty
	 * {@code Mono}
	 * @see Transcript#window(int)
	 */
	Mono<WindowResult> window(int last);

	/**
	 * Find the 5 turns nearest to an embedding.
	 * @param embedding the embedding
	 * @return the turns, nearest first
	 * @see #search(float[], int)
	 */
	default Mono<SearchResult> search(float[] embedding) {
		return search(embedding, 5);
	}

	/**
	 * Find the turns of this session that are nearest to an embedding.
	 * @param embedding the embedding; read on each subscription
	 * @param k how many turns to find at most: 1 or more; the server finds at most 1000
	 * @return the turns, nearest first; none is an answer without turns, not an empty
	 * {@code Mono}
	 * @see Transcript#search(float[], int)
	 */
	Mono<SearchResult> search(float[] embedding, int k);

}
