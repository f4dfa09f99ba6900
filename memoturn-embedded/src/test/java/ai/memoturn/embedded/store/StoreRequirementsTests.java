package ai.memoturn.embedded.store;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the store refuses to run on, with the remedy.
 */
class StoreRequirementsTests {

	@ParameterizedTest
	@ValueSource(strings = { "3.53.1", "3.9.0", "2.99.99", "3.53" })
	void whenSqliteIsTooOldThenTheRemedyIsNamed(String version) {
		assertThatExceptionOfType(StoreOpenException.class).isThrownBy(() -> SqliteLibrary.check(version, true))
			.withMessageContaining(version)
			.withMessageContaining("org.xerial:sqlite-jdbc");
	}

	@Test
	void whenSqliteKnowsNoFullTextThenThatIsSaid() {
		assertThatExceptionOfType(StoreOpenException.class).isThrownBy(() -> SqliteLibrary.check("3.54.1", false))
			.withMessageContaining("FTS5");
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.53.2", "3.54.0", "4.0.0", "3.100.0" })
	void whenSqliteIsNewEnoughThenItIsTaken(String version) {
		assertThatCode(() -> SqliteLibrary.check(version, true)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nfs", "nfs4", "cifs", "SMB2", "fuse.sshfs", "9p", "afpfs", "webdav" })
	void whenTheFilesLieElsewhereThenRefused(String type) {
		assertThatExceptionOfType(StoreOpenException.class)
			.isThrownBy(() -> DataDirectory.refuseNetworkFileSystem(Path.of("data"), type))
			.withMessageContaining(type)
			.withMessageContaining("local directory");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ext4", "xfs", "btrfs", "overlay", "tmpfs", "apfs", "NTFS", "zfs" })
	void whenTheFilesLieHereThenTaken(String type) {
		assertThatCode(() -> DataDirectory.refuseNetworkFileSystem(Path.of("data"), type)).doesNotThrowAnyException();
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, disabledReason = "nobody can create anything in /proc")
	void whenTheDirectoryCannotBeCreatedThenThatIsSaid() {
		assertThatExceptionOfType(StoreOpenException.class)
			.isThrownBy(() -> DataDirectory.open(Path.of("/proc/memoturn/data"), false))
			.withMessageContaining("cannot be created");
	}

}
