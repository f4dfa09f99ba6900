package ai.memoturn.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

import ai.memoturn.embedded.audit.AuditStream;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.egress.Egress;
import ai.memoturn.embedded.egress.Providers;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.RestoreWindows;

/**
 * Policies and audit streams of a node, with the file that they share, and what goes to
 * models under them.
 *
 * @param file the file
 * @param policies the policies
 * @param audit records events
 * @param auditStream reads them
 * @param egress asks models
 */
record Governance(GovernanceFile file, Policies policies, AuditTrail audit, AuditStream auditStream,
		Egress egress) implements AutoCloseable {

	static Governance open(Path directory, String nodeId, Duration flushInterval, RestoreWindows windows,
			Providers providers, Duration requestTimeout, InstantSource clock) {
		GovernanceFile file = GovernanceFile.open(directory);
		try {
			Policies policies = new Policies(file, windows, clock);
			AuditTrail audit = new AuditTrail(file, policies, nodeId, flushInterval, clock);
			return new Governance(file, policies, audit, new AuditStream(file),
					new Egress(providers, policies, audit, requestTimeout));
		}
		catch (Throwable ex) {
			file.close();
			throw ex;
		}
	}

	/**
	 * End what models are still asked, write out what is still queued and close the file.
	 */
	@Override
	public void close() {
		this.egress.close();
		this.audit.close();
		this.file.close();
	}

}
