package ai.memoturn.embedded.wire;

import java.time.Clock;
import java.time.Duration;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.audit.AuditStream;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.branch.BranchService;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.document.DocumentService;
import ai.memoturn.embedded.egress.Egress;
import ai.memoturn.embedded.egress.ModelCalls;
import ai.memoturn.embedded.erasure.ErasureService;
import ai.memoturn.embedded.erasure.ErasureSettings;
import ai.memoturn.embedded.kv.KvService;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.sql.SqlService;
import ai.memoturn.embedded.store.NodeStore;
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
 * @param erasures the routes of erasures
 * @param access decides who may do it
 * @param policies the policy routes, and what else they hold
 * @param audit records what is done
 * @param auditStream the route of audit streams
 * @param models the routes that ask models
 */
public record NodeServices(MemoryService memory, TranscriptService transcripts, SqlService sql,
		DatabaseService databases, BranchService branches, KvService keys, VectorService vectors,
		DocumentService documents, ErasureService erasures, AccessControl access, Policies policies, AuditTrail audit,
		AuditStream auditStream, ModelCalls models) {

	/**
	 * Make the services of a store.
	 * @param store the store, of which no branch has been used
	 * @param access decides who may do what
	 * @param policies the policies
	 * @param audit records what is done
	 * @param auditStream reads what was recorded
	 * @param egress asks models
	 * @param erasure how to erase
	 * @param statementTimeout how long a batch of SQL may take
	 * @param clock tells the time
	 * @return the services
	 */
	public static NodeServices of(NodeStore store, AccessControl access, Policies policies, AuditTrail audit,
			AuditStream auditStream, Egress egress, ErasureSettings erasure, Duration statementTimeout, Clock clock) {
		DatabaseService databases = new DatabaseService(store, clock);
		TranscriptService transcripts = new TranscriptService(store, databases, clock);
		MemoryService memory = new MemoryService(store, transcripts, policies, egress.embedding(), clock);
		return new NodeServices(memory, transcripts, new SqlService(store, databases, statementTimeout), databases,
				new BranchService(store, databases, clock), new KvService(store, databases, clock),
				new VectorService(store, databases), new DocumentService(store, databases),
				new ErasureService(store, memory.erasure(), policies, audit, erasure, clock), access, policies, audit,
				auditStream, egress.models());
	}

}
