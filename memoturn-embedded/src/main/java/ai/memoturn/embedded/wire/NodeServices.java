package ai.memoturn.embedded.wire;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.audit.AuditStream;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.kv.KvService;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.policy.Policies;
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
 * @param keys the key-value routes
 * @param vectors the vector routes
 * @param access decides who may do it
 * @param policies the policy routes, and what else they hold
 * @param audit records what is done
 * @param auditStream the route of audit streams
 */
public record NodeServices(MemoryService memory, TranscriptService transcripts, SqlService sql,
		DatabaseService databases, KvService keys, VectorService vectors, AccessControl access, Policies policies,
		AuditTrail audit, AuditStream auditStream) {
}
