package ai.memoturn.client.transcript;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoryProfile.transcript} and {@code MemoturnDatabase.transcript}.
 */
public final class Transcripts {

	private Transcripts() {
	}

	/**
	 * Make the blocking handle of a transcript.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param session the session, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static Transcript blocking(Transport transport, DatabaseSpec database, String session) {
		return new DefaultTranscript(transport, new TranscriptOperations(database, session));
	}

	/**
	 * Make the reactive handle of a transcript.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param session the session, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static ReactiveTranscript reactive(Transport transport, DatabaseSpec database, String session) {
		return new DefaultReactiveTranscript(transport, new TranscriptOperations(database, session));
	}

}
