package ai.memoturn.embedded.wire;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.branch.BranchService;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.document.DocumentService;
import ai.memoturn.embedded.kv.KvService;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.sql.SqlService;
import ai.memoturn.embedded.transcript.TranscriptService;
import ai.memoturn.embedded.vector.VectorService;

/**
 * What the routes do.
 *
 * @param memory the memory routes
 * @param transcripts the transcript routes
 * @param sql the route of SQL
 * @param databases the control routes of databases
 * @param branches the routes of branches
 * @param keys the key-value routes
 * @param vectors the vector routes
 * @param documents the document routes
 * @param access decides who may do it
 */
public record NodeServices(MemoryService memory, TranscriptService transcripts, SqlService sql,
		DatabaseService databases, BranchService branches, KvService keys, VectorService vectors,
		DocumentService documents, AccessControl access) {
}
