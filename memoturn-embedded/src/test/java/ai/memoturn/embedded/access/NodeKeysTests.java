package ai.memoturn.embedded.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link NodeKeys} and {@link SigningKey}.
 */
class NodeKeysTests {

	private static final String SEED = HexFormat.of().formatHex(TestKeys.SEED);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private NodeKeys keys() {
		return NodeKeys.of(this.directory, null, null);
	}

	@Test
	@Section({ "trust 1.1", "trust 1.3" })
	void everyFormOfTheKeyShouldBeRead() {
		String version2 = "302e020100300506032b657004220420" + SEED;
		String flat = "3051020101300506032b657004220420" + SEED + "812100" + TestKeys.PUBLIC_KEY;
		String nested = "3053020101300506032b657004220420" + SEED + "a123032100" + TestKeys.PUBLIC_KEY;
		for (String document : new String[] { version2, flat, nested }) {
			SigningKey key = SigningKey.ofPkcs8(HexFormat.of().parseHex(document));
			assertThat(key.publicKeyText()).isEqualTo(TestKeys.PUBLIC_KEY);
			assertThat(HexFormat.of().formatHex(key.toPkcs8())).isEqualTo(flat);
			assertThat(key.toString()).doesNotContain(SEED);
		}
	}

	@Test
	@Section("trust 1.1")
	void keysOfTheJdkShouldBeRead() throws NoSuchAlgorithmException {
		KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		SigningKey key = SigningKey.ofPkcs8(pair.getPrivate().getEncoded());
		assertThat(key.publicKey()).isEqualTo(pair.getPublic());
	}

	@Test
	@Section("trust 1.1")
	void whenDocumentIsAnythingElseThenRefusedWithoutShowingIt() {
		String other = HexFormat.of().formatHex(new byte[32]);
		for (String document : new String[] { "", SEED, "302e020100300506032b657004220420" + SEED + "00",
				"302e020100300506032b656e04220420" + SEED, "3051020101300506032b657004220420" + SEED + "812100" + other,
				"3051020101300506032b657004220420" + SEED + "822100" + TestKeys.PUBLIC_KEY }) {
			assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.ofPkcs8(HexFormat.of().parseHex(document)))
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(SEED).startsWith("it"));
		}
	}

	@Test
	@Section("trust 1.1")
	void madeKeysShouldBeFoundAgainAndBelongToTheOwner() throws IOException {
		NodeKeys made = keys();
		NodeKeys again = keys();
		assertThat(again.platformKey()).isEqualTo(made.platformKey()).hasSize(43);
		assertThat(again.signingKey().publicKey()).isEqualTo(made.signingKey().publicKey());
		assertThat(Files.readAllBytes(this.directory.resolve("auth.pkcs8"))).hasSize(83);
		for (String file : new String[] { "auth.pkcs8", "platform.key" }) {
			if (this.directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
				assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.directory.resolve(file))))
					.isEqualTo("rw-------");
			}
		}
		assertThat(Files.list(this.directory)).hasSize(2);
		assertThat(made.toString()).doesNotContain(made.platformKey());
	}

	@Test
	@Section("trust 1.1")
	void givenKeysShouldNotBeStored() throws IOException {
		NodeKeys keys = NodeKeys.of(this.directory, TestKeys.KEY, "given");
		assertThat(keys.platformKey()).isEqualTo("given");
		assertThat(Files.list(this.directory)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth.pkcs8", "platform.key" })
	@DisabledOnOs(OS.WINDOWS)
	void whenOthersMayUseAKeyFileThenRefused(String name) throws IOException {
		keys();
		for (String permissions : new String[] { "rw-r-----", "rw----r--", "rw--w----" }) {
			Files.setPosixFilePermissions(this.directory.resolve(name), PosixFilePermissions.fromString(permissions));
			assertThatExceptionOfType(BadKeyException.class).isThrownBy(this::keys)
				.withMessageContaining(name)
				.withMessageContaining("chmod 600");
		}
		Files.setPosixFilePermissions(this.directory.resolve(name), PosixFilePermissions.fromString("r--------"));
		assertThat(keys()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth.pkcs8", "platform.key" })
	void whenAKeyFileIsDamagedThenRefusedWithoutShowingIt(String name) throws IOException {
		keys();
		Files.write(this.directory.resolve(name), "s3cret\nkey\u00e9".getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(BadKeyException.class).isThrownBy(this::keys)
			.withMessageContaining(name)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("s3cret"));
	}

}
