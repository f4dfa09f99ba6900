package ai.memoturn.boot.scope;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProfileNameEncoding}.
 */
class ProfileNameEncodingTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "0", "alice", "alice-b", "alice_", "a-b-c", "a_-b",
			"0123456789012345678901234567890123456789012345678901234567890123" })
	void whenStrictThenAProfileNameIsUsedAsItIs(String name) {
		assertThat(ProfileNameEncoding.STRICT.encode(name)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Alice", "alice@example.com", "-a", "_a", "a-", "a--b", "a b", "a\n", "é", "a.b",
			"01234567890123456789012345678901234567890123456789012345678901234" })
	void whenStrictThenAnythingElseIsRefusedWithoutShowingIt(String name) {
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> ProfileNameEncoding.STRICT.encode(name))
			.withMessageContaining("memoturn.scope.encoding=hashed")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("alice@example.com"));
	}

	@Test
	void whenHashedThenTheNameIsTheSha256OfItsUtf8Bytes() {
		assertThat(ProfileNameEncoding.HASHED.encode("alice@example.com"))
			.isEqualTo("ff8d9819fc0e12bf0d24892e45987e249a28dce836a85cad60e28eaaa8c6d976");
		assertThat(ProfileNameEncoding.HASHED.encode("zoë"))
			.isEqualTo("2752b88686847fa5c86f47b94ce652b7b3f22a91c37617d451a4db9afa431450");
	}

	@Test
	void whenHashedThenNamesThatLookAlikeStayApart() {
		Map<String, String> names = new HashMap<>();
		Stream
			.of("alice", "Alice", "alice ", " alice", "alice@example.com", "alice_example_com", "\u00e9", "e\u0301",
					"?", "a", ProfileNameEncoding.HASHED.encode("a"))
			.forEach((name) -> assertThat(names.put(ProfileNameEncoding.HASHED.encode(name), name)).isNull());
		assertThat(names.keySet()).allMatch(ProfileNameEncoding::isName);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud800", "a\udc00", "\udc00\ud800" })
	void whenHashedThenHalfASurrogatePairIsRefused(String name) {
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> ProfileNameEncoding.HASHED.encode(name));
	}

	@Test
	void isNameShouldAgreeWithTheClient() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		String alphabet = "ab09_--A. é";
		try (MemoturnClient client = MemoturnClient.builder().url(URI.create("http://127.0.0.1:1")).build()) {
			for (int i = 0; i < 5_000; i++) {
				String name = random
					.ints((random.nextInt(20) == 0) ? 60 + random.nextInt(9) : random.nextInt(6), 0, alphabet.length())
					.collect(StringBuilder::new, (text, index) -> text.append(alphabet.charAt(index)),
							StringBuilder::append)
					.toString();
				if (ProfileNameEncoding.isName(name)) {
					assertThat(client.memory("acme", name).profile()).as("seed %d", seed).isEqualTo(name);
				}
				else {
					assertThatIllegalArgumentException().as("seed %d, name '%s'", seed, name)
						.isThrownBy(() -> client.memory("acme", name));
				}
			}
		}
	}

}
