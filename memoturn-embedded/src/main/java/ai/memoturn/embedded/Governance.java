package ai.memoturn.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

import ai.memoturn.embedded.audit.AuditStream;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.policy.RestoreWindows;
import ai.memoturn.embedded.store.GovernanceFile;

/**
 * Policies and audit streams of a node, with the file that they share.
 *
 * @param file the file
 * @param policies the policies
 * @param audit records events
 * @param auditStream reads them
 */
record Governance(GovernanceFile file, Policies policies, AuditTrail audit,
		AuditStream auditStream) implements AutoCloseable {

	static Governance open(Path directory, String nodeId, Duration flushInterval, InstantSource clock) {
		GovernanceFile file = GovernanceFile.open(directory);
		try {
			Policies policies = new Policies(file, RestoreWindows.DEFAULT, clock);
			AuditTrail audit = new AuditTrail(file, policies, nodeId, flushInterval, clock);
			return new Governance(file, policies, audit, new AuditStream(file));
		}
		catch (Throwable ex) {
			file.close();
			throw ex;
		}
	}

	/**
	 * Write out what is still queued and close the file.
	 */
	@Override
	public void close() {
		this.audit.close();
		this.file.close();
	}

}
