package ai.memoturn.embedded.policy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.RestoreWindows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How far back a database is restorable where policies say something about it.
 */
class RestoreWindowsTests {

	private static final RestoreWindows NODE = new RestoreWindows(Duration.ofHours(10), Duration.ofDays(5));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	@Section("trust 3.4")
	void theShorterOfNodeAndPolicyShouldHold() {
		try (GovernanceFile file = GovernanceFile.open(this.directory)) {
			Policies policies = new Policies(file, NODE, Clock.systemUTC());
			assertThat(policies.restoreWindows("acme--alice")).isEqualTo(NODE);
			policies.set("acme", "{\"retention\":{\"pitr_secs\":3600,\"pitr_snapshot_secs\":864000}}");
			policies.setOverride("acme", "bob", "{\"retention\":{\"pitr_snapshot_secs\":7200}}");
			Duration hour = Duration.ofHours(1);
			assertThat(policies.restoreWindows("acme--alice")).isEqualTo(new RestoreWindows(hour, NODE.thin()));
			assertThat(policies.restoreWindows("acme--bob")).isEqualTo(new RestoreWindows(hour, Duration.ofHours(2)));
			assertThat(policies.restoreWindows("acme")).isEqualTo(NODE);
			assertThat(policies.restoreWindows("other--alice")).isEqualTo(NODE);
		}
	}

	@Test
	@Section("trust 3.4")
	void whenTheNodeKeepsEverythingThenSoItDoes() {
		RestoreWindows forever = new RestoreWindows(Duration.ZERO, NODE.thin());
		try (GovernanceFile file = GovernanceFile.open(this.directory)) {
			Policies policies = new Policies(file, forever, Clock.systemUTC());
			policies.set("acme", "{\"retention\":{\"pitr_secs\":3600}}");
			assertThat(policies.restoreWindows("acme--alice")).isEqualTo(forever);
		}
	}

}
