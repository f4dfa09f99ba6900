package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.audit.AuditStream;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.erasure.ErasureSettings;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.HistoryOptions;
import ai.memoturn.embedded.store.NodeStore;

/**
 * The services of a store, without auth, for tests that look into it.
 */
final class OpenServices implements AutoCloseable {

	private final GovernanceFile file;

	private final AuditTrail audit;

	private final NodeServices services;

	OpenServices(NodeStore store, Path directory) {
		this.file = GovernanceFile.open(directory);
		Policies policies = new Policies(this.file, HistoryOptions.defaults().windows(), Clock.systemUTC());
		this.audit = new AuditTrail(this.file, policies, "node", Duration.ofSeconds(2), Clock.systemUTC());
		this.services = NodeServices.of(store, AccessControl.off(), policies, this.audit, new AuditStream(this.file),
				new ErasureSettings(this.file, null, null), Duration.ofSeconds(10), Clock.systemUTC());
	}

	NodeServices services() {
		return this.services;
	}

	@Override
	public void close() {
		this.audit.close();
		this.file.close();
	}

}
