package ai.memoturn.embedded.access;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Tokens}: promise J1.
 */
class TokensTests {

	private static final int MUTATIONS = Integer.getInteger("memoturn.test.mutations", 20_000);

	private static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"EdDSA\"}";

	private static final String CLAIMS = "{\"db\":\"acme--alice\",\"scope\":\"write\",\"exp\":1700003600,\"iat\":1700000000}";

	private static final String VECTOR = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9."
			+ "eyJkYiI6ImFjbWUtLWFsaWNlIiwic2NvcGUiOiJ3cml0ZSIsImV4cCI6MTcwMDAwMzYwMCwiaWF0IjoxNzAwMDAwMDAwfQ."
			+ "TSfaDrX9wbANSH_pgtpDKGvL_1OgatCQQHJyli6DIfe3LgSg4tyRZojULn2Ycot_xU6yDjI1rdsD6_xPSWddAw";

	private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

	private final Tokens tokens = new Tokens(TestKeys.KEY, () -> Instant.ofEpochMilli(this.millis.get()));

	private TokenClaims verify(String token) {
		return this.tokens.verify(token, TokenDigest.of(token));
	}

	private void assertRefused(String token, String part) {
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> verify(token))
			.withMessageContaining(part)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("eyJ0", "acme"));
		assertThat(this.tokens.isRemembered(TokenDigest.of(token))).isFalse();
	}

	@Test
	@Section({ "trust 1.3", "trust 1.4" })
	void theVectorShouldBeMintedAndVerified() {
		TokenClaims claims = new TokenClaims("acme--alice", null, Scope.WRITE, 1_700_000_000, 1_700_003_600);
		assertThat(this.tokens.mint(claims)).isEqualTo(VECTOR);
		assertThat(verify(VECTOR)).isEqualTo(claims);
		assertThat(TestKeys.signed(HEADER, CLAIMS)).isEqualTo(VECTOR);
	}

	@Test
	@Section("trust 1.3")
	void namespaceTokensShouldHaveAnEmptyDatabase() {
		TokenClaims claims = new TokenClaims(null, "acme", Scope.ADMIN, 1_700_000_000, 1_700_003_600);
		String token = this.tokens.mint(claims);
		assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8))
			.isEqualTo("{\"db\":\"\",\"ns\":\"acme\",\"scope\":\"admin\",\"exp\":1700003600,\"iat\":1700000000}");
		assertThat(verify(token)).isEqualTo(claims);
	}

	@ParameterizedTest
	@CsvSource({ "abc.def.ghi, 2317e6aa8d245f0d", VECTOR + ", 3ad858736d2c5dc5" })
	@Section("trust 4.2")
	void auditNameShouldBeThatOfTheVectors(String token, String hash) {
		assertThat(TokenDigest.of(token).forAudit()).isEqualTo(hash);
	}

	@Test
	@Section({ "trust 1.4", "memory 14", "trust 9" })
	void whenExpiredForMoreThanFiveSecondsThenRefused() {
		this.millis.set(1_700_003_605_999L);
		assertThat(verify(VECTOR)).isNotNull();
		// Remembered or not.
		assertThat(this.tokens.isRemembered(TokenDigest.of(VECTOR))).isTrue();
		this.millis.set(1_700_003_606_000L);
		assertRefused(VECTOR, "expired");
		assertRefused(VECTOR, "expired");
	}

	@Test
	@Section("trust 1.4")
	void issueInTheFutureShouldNotMatter() {
		this.millis.set(0);
		assertThat(verify(VECTOR).issuedAt()).isEqualTo(1_700_000_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { CLAIMS,
			"{\"iat\":1700000000,\"exp\":18446744073709551615,\"scope\":\"read\",\"db\":\"x\",\"nbf\":9e9,\"jti\":{\"a\":[1]}}",
			"{\"db\":\"\",\"ns\":\"acme\",\"scope\":\"admin\",\"exp\":1700003600,\"iat\":0}",
			"{\"db\":\"x\",\"ns\":null,\"scope\":\"admin\",\"exp\":1700003600,\"iat\":0}" })
	@Section("trust 1.4")
	void whenClaimsAreRightThenAccepted(String claims) {
		assertThat(verify(TestKeys.signed(HEADER, claims))).isNotNull();
	}

	static Stream<Arguments> badHeaders() {
		return Stream
			.of("{\"typ\":\"JWT\",\"alg\":\"none\"}", "{\"alg\":\"HS256\"}", "{\"alg\":\"eddsa\"}",
					"{\"alg\":\"Ed25519\"}", "{\"typ\":\"JWT\"}", "{\"alg\":null}", "{\"alg\":[\"EdDSA\"]}",
					"{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\"}", "{\"alg\":\"none\",\"alg\":\"EdDSA\"}",
					"{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"b64\":false}", "{\"alg\":\"EdDSA\"} x", "[]", "null",
					"\"EdDSA\"", "", "{", "{\"alg\":\"EdDSA\",\"x\":{\"a\":1,\"a\":2}}")
			.map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("badHeaders")
	@Section("trust 1.4")
	void whenHeaderIsWrongThenRefused(String header) {
		assertRefused(TestKeys.signed(header, CLAIMS), "");
	}

	static Stream<Arguments> badClaims() {
		return Stream
			.of("{\"scope\":\"write\",\"exp\":1700003600,\"iat\":1700000000}",
					"{\"db\":\"x\",\"exp\":1700003600,\"iat\":1700000000}",
					"{\"db\":\"x\",\"scope\":\"write\",\"iat\":1700000000}",
					"{\"db\":\"x\",\"scope\":\"write\",\"exp\":1700003600}",
					"{\"db\":\"x\",\"scope\":\"write\",\"exp\":1700003600,\"iat\":null}",
					"{\"db\":1,\"scope\":\"write\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":null,\"scope\":\"write\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"Write\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"owner\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":[\"write\"],\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"write\",\"exp\":\"1700003600\",\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"write\",\"exp\":1700003600.0,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"write\",\"exp\":1.7e9,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"write\",\"exp\":1700003600,\"iat\":-1}",
					"{\"db\":\"x\",\"scope\":\"write\",\"exp\":99999999999999999999,\"iat\":0}",
					"{\"db\":\"\",\"scope\":\"write\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"ns\":\"acme\",\"scope\":\"write\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"\",\"ns\":1,\"scope\":\"write\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"db\":\"x\",\"scope\":\"write\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"read\",\"scope\":\"admin\",\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"read\",\"exp\":0,\"exp\":1700003600,\"iat\":0}",
					"{\"db\":\"x\",\"scope\":\"read\",\"exp\":1700003600,\"iat\":0,\"y\":1,\"y\":1}",
					"{\"db\":\"x\",\"scope\":\"read\",\"exp\":1700003600,\"iat\":0,\"aud\":\"other\"}",
					"{\"db\":\"x\",\"scope\":\"read\",\"exp\":1700003600,\"iat\":0}{}", CLAIMS + " x",
					"[" + CLAIMS + "]", "null", "", "{", CLAIMS.substring(1))
			.map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("badClaims")
	@Section("trust 1.4")
	void whenClaimsAreWrongThenRefused(String claims) {
		assertRefused(TestKeys.signed(HEADER, claims), "");
	}

	@Test
	@Section("trust 1.4")
	void whenSignatureIsNotOfThisKeyThenRefused() {
		assertRefused(TestKeys.signed(SigningKey.generate(), HEADER, CLAIMS), "signature");
		String signed = VECTOR.substring(0, VECTOR.lastIndexOf('.') + 1);
		byte[] signature = Base64.getUrlDecoder().decode(VECTOR.substring(signed.length()));
		for (int length : new int[] { 0, 32, 63, 65, 128 }) {
			assertRefused(signed + TestKeys.encode(Arrays.copyOf(signature, length)), "signature");
		}
		assertRefused(signed + TestKeys.encode(new byte[64]), "signature");
	}

	static Stream<Arguments> badForms() {
		String[] parts = VECTOR.split("\\.");
		return Stream
			.of("", ".", "..", parts[0], parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".", VECTOR + ".",
					"." + VECTOR, VECTOR + "." + parts[2], VECTOR + "=", VECTOR + "==", " " + VECTOR, VECTOR + " ",
					VECTOR + "\n", VECTOR.replace('_', '/'), VECTOR.replace('.', ','),
					parts[0] + "=." + parts[1] + "." + parts[2], parts[1] + "." + parts[0] + "." + parts[2],
					VECTOR.substring(0, VECTOR.length() - 1), VECTOR.substring(0, VECTOR.length() - 1) + "x",
					VECTOR.toLowerCase(Locale.ROOT), "\u0131" + VECTOR.substring(1))
			.map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("badForms")
	@Section("trust 1.4")
	void whenFormIsWrongThenRefused(String token) {
		assertRefused(token, "");
	}

	/** The last character of a part has bits that decode to nothing. */
	@Test
	@Section("trust 1.4")
	void whenBase64IsNotCanonicalThenRefused() {
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
		int alternatives = 0;
		for (int i = 0; i < alphabet.length(); i++) {
			String token = VECTOR.substring(0, VECTOR.length() - 1) + alphabet.charAt(i);
			if (!token.equals(VECTOR)) {
				assertRefused(token, "");
				alternatives++;
			}
		}
		assertThat(alternatives).isEqualTo(63);
	}

	/**
	 * With the system property {@code memoturn.test.seed} set to the seed of a failure,
	 * the same mutations are made again; {@code memoturn.test.mutations} asks for more.
	 */
	@Test
	@Section("trust 1.4")
	void mutatedTokensShouldAllBeRefused() {
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		List<String> valid = new ArrayList<>(List.of(VECTOR));
		for (Scope scope : Scope.values()) {
			valid.add(this.tokens.mint(new TokenClaims(null, "acme", scope, 1_700_000_000, 1_700_003_600)));
		}
		// A signature takes long to verify, so all processors help.
		assertThat(IntStream.range(0, MUTATIONS).parallel().mapToObj((number) -> {
			String mutation = mutation(valid, new Random(seed + number));
			return isRefused(mutation) ? null : "seed " + (seed + number) + ": " + mutation;
		}).filter(Objects::nonNull)).isEmpty();
		assertThat(valid).allSatisfy((token) -> assertThat(verify(token)).isNotNull());
	}

	private boolean isRefused(String token) {
		try {
			verify(token);
			return false;
		}
		catch (InvalidTokenException ex) {
			return true;
		}
	}

	private static String mutation(List<String> valid, Random random) {
		while (true) {
			String mutation = mutate(valid.get(random.nextInt(valid.size())), valid.get(random.nextInt(valid.size())),
					random);
			if (!valid.contains(mutation)) {
				return mutation;
			}
		}
	}

	private static String mutate(String token, String other, Random random) {
		int at = random.nextInt(token.length());
		int end = Math.min(token.length(), at + 1 + random.nextInt(8));
		String[] parts = token.split("\\.");
		// About a third is well-formed, so that the signature decides, which takes long.
		return switch (random.nextInt(16)) {
			case 0, 1, 2, 3 -> token.substring(0, at) + token.substring(end);
			case 4, 5, 6, 7 -> token.substring(0, end) + token.substring(at);
			case 8, 9, 10 -> token.substring(0, at) + (char) (' ' + random.nextInt(95)) + token.substring(at);
			case 11, 12 -> token.substring(0, at) + (char) (' ' + random.nextInt(95)) + token.substring(at + 1);
			case 13 -> token.substring(0, at) + other.substring(Math.min(at, other.length()));
			case 14 -> parts[0] + "." + flipBit(parts[1], random) + "." + parts[2];
			default -> parts[0] + "." + parts[1] + "."
					+ (random.nextBoolean() ? flipBit(parts[2], random) : other.split("\\.")[2]);
		};
	}

	/** Of what is encoded, so that the result is well-formed. */
	private static String flipBit(String part, Random random) {
		byte[] bytes = Base64.getUrlDecoder().decode(part);
		bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
		return TestKeys.encode(bytes);
	}

}
