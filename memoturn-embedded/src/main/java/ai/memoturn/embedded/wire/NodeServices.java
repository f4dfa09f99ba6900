package ai.memoturn.embedded.wire;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.kv.KvService;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.transcript.TranscriptService;
import ai.memoturn.embedded.vector.VectorService;

/**
 * What the routes do.
 *
 * @param memory the memory routes
 * @param transcripts the transcript routes
 * @param databases the control routes of databases
 * @param keys the key-value routes
 * @param vectors the vector routes
 * @param access decides who may do it
 */
public record NodeServices(MemoryService memory, TranscriptService transcripts, DatabaseService databases,
		KvService keys, VectorService vectors, AccessControl access) {
}
