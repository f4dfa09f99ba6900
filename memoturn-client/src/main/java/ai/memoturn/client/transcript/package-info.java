/**
 * Transcripts: what was said in a session, turn by turn.
 */
@NullMarked
package ai.memoturn.client.transcript;

import org.jspecify.annotations.NullMarked;
