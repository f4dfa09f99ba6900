package ai.memoturn.embedded.wire;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.transcript.TranscriptService;

/**
 * What the routes do.
 *
 * @param memory the memory routes
 * @param transcripts the transcript routes
 * @param databases the control routes of databases
 * @param access decides who may do it
 */
public record NodeServices(MemoryService memory, TranscriptService transcripts, DatabaseService databases,
		AccessControl access) {
}
