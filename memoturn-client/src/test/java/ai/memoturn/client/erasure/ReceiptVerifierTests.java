package ai.memoturn.client.erasure;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What verifies, and that nothing else does.
 */
class ReceiptVerifierTests {

	private static final byte[] RAW = HexFormat.of().parseHex(SignedReceipts.PUBLIC_KEY);

	private static final ReceiptVerifier verifier = ReceiptVerifier.of(SignedReceipts.PUBLIC_KEY);

	private static final ErasureReceipt receipt = ErasureReceipt.parse(SignedReceipts.json(SignedReceipts.PAYLOAD));

	// Each one in the long form: -Dmemoturn.test.verify-every=1
	private static final int VERIFY_EVERY = Integer.getInteger("memoturn.test.verify-every", 20);

	@Test
	void vectorOfTheProtocolShouldVerifyWithEveryFormOfItsKey() throws Exception {
		byte[] x509 = HexFormat.of().parseHex("302a300506032b6570032100" + SignedReceipts.PUBLIC_KEY);
		PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
		for (ReceiptVerifier each : List.of(verifier, ReceiptVerifier.of(RAW), ReceiptVerifier.of(x509),
				ReceiptVerifier.of(key), ReceiptVerifier.of(" " + SignedReceipts.PUBLIC_KEY.toUpperCase() + "\n"),
				ReceiptVerifier.of(Base64.getEncoder().encodeToString(RAW)),
				ReceiptVerifier.of(Base64.getEncoder().encodeToString(x509)))) {
			assertThat(each.keyId()).isEqualTo(SignedReceipts.KEY_ID);
			assertThat(each.verify(receipt)).returns(true, ReceiptVerification::isVerified)
				.returns("The receipt is verified", ReceiptVerification::explanation);
		}
	}

	@Test
	void formOfTheTextShouldNotMatter() {
		String reordered = SignedReceipts.PAYLOAD.replace("\"claims\"", "\"claims\" \n")
			.replace("{\"clean\":true,\"manifests_checked\":1,", "{\"manifests_checked\":1,\"clean\":true,")
			.replace("é", "\\u00e9");
		assertThat(verifier.verify(ErasureReceipt.parse(SignedReceipts.json(reordered))).isVerified()).isTrue();
		assertThat(verifier.verify(ErasureReceipt.parse(receipt.toJson())).isVerified()).isTrue();
		assertThat(ErasureReceipt.parse(receipt.toJson())).isEqualTo(receipt);
	}

	@Test
	void whatIsNotKnownHereShouldBeVerifiedToo() {
		String newer = SignedReceipts.PAYLOAD.replace("\"clean\":true,", "\"clean\":true,\"files\":[1,{\"x\":null}],")
			.replace("\"uuid\"", "\"ue\":{\"\ue000\":1,\"\ud83d\ude00\":2},\"uuid\"");
		ErasureReceipt signed = SignedReceipts.sign(newer);
		assertThat(verifier.verify(signed).isVerified()).isTrue();
		assertThat(verifier.verify(ErasureReceipt.parse(signed.toJson().replace("{\"x\":null}", "{\"x\":0}"))))
			.returns(ReceiptProblem.WRONG_SIGNATURE, ReceiptVerification::problem);
		assertThat(verifier.verify(ErasureReceipt.parse(signed.toJson().replace("[1,{\"x\":null}]", "[1]"))))
			.returns(ReceiptProblem.WRONG_SIGNATURE, ReceiptVerification::problem);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', textBlock = """
			"alg":"ed25519"   | "alg":"none"           | NOT_SIGNED
			"alg":"ed25519"   | "alg":"EdDSA"          | UNKNOWN_ALGORITHM
			"alg":"ed25519"   | "alg":"Ed25519"        | UNKNOWN_ALGORITHM
			"alg":"ed25519"   | "alg":""               | UNKNOWN_ALGORITHM
			21fe31dfa154a261  | 21FE31DFA154A261       | OTHER_KEY
			21fe31dfa154a261  | 21fe31dfa154a260       | OTHER_KEY
			"21fe31dfa154a261"| null                   | OTHER_KEY
			+fqCg==           | +fqCg                  | MALFORMED
			+fqCg==           | +fqCh==                | MALFORMED
			+fqCg==           | +fqCg=                 | MALFORMED
			+y/ARb            | -y_ARb                 | MALFORMED
			+y/ARb            | +y/AR                  | MALFORMED
			+y/ARb            | +y/ARc                 | WRONG_SIGNATURE
			:7}               | :7.0}                  | MALFORMED
			:7}               | :"7"}                  | WRONG_SIGNATURE
			:7}               | :8}                    | WRONG_SIGNATURE
			"clean":true      | "clean":false          | WRONG_SIGNATURE
			"mem_a","mem_b"   | "mem_b","mem_a"        | WRONG_SIGNATURE
			"target":{        | "target":{"turns":true,| WRONG_SIGNATURE
			""", delimiter = '|')
	void whateverIsWrongShouldBeSaid(String was, String is, ReceiptProblem problem) {
		String json = SignedReceipts.json(SignedReceipts.PAYLOAD);
		assertThat(json).contains(was);
		assertThat(verifier.verify(ErasureReceipt.parse(json.replace(was, is))))
			.returns(problem, ReceiptVerification::problem)
			.returns(problem.explanation(), ReceiptVerification::explanation);
	}

	@Test
	void unsignedReceiptShouldNeverVerify() {
		ErasureReceipt unsigned = ErasureReceipt.parse("{\"payload\":" + SignedReceipts.PAYLOAD + ",\"alg\":\"none\"}");
		assertThat(unsigned.keyId()).isNull();
		assertThat(verifier.verify(unsigned).problem()).isEqualTo(ReceiptProblem.NOT_SIGNED);
		assertThat(unsigned.toJson()).isEqualTo("{\"payload\":" + SignedReceipts.PAYLOAD + ",\"alg\":\"none\"}");
		assertThat(verifier.verify(new ErasureReceipt(receipt.payload(), "ed25519", SignedReceipts.KEY_ID, null)))
			.returns(ReceiptProblem.MALFORMED, ReceiptVerification::problem);
	}

	@Test
	void otherKeyShouldNotVerifyEvenUnderTheSameName() throws Exception {
		ReceiptVerifier other = ReceiptVerifier
			.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
		assertThat(other.verify(receipt).problem()).isEqualTo(ReceiptProblem.OTHER_KEY);
		assertThat(other.verify(new ErasureReceipt(receipt.payload(), "ed25519", other.keyId(), receipt.sig())))
			.returns(ReceiptProblem.WRONG_SIGNATURE, ReceiptVerification::problem);
	}

	@Test
	void signedReceiptShouldAlsoSayThatNothingIsLeft() {
		for (String clean : List.of("\"clean\":false,", "\"clean\":null,", "\"clean\":\"true\",", "")) {
			ErasureReceipt signed = SignedReceipts.sign(SignedReceipts.PAYLOAD.replace("\"clean\":true,", clean));
			assertThat(verifier.verify(signed).problem()).as(clean).isEqualTo(ReceiptProblem.NOT_CLEAN);
		}
		assertThat(verifier.verify(SignedReceipts.sign("{}")).problem()).isEqualTo(ReceiptProblem.NOT_CLEAN);
	}

	@Test
	void receiptShouldBeThatOfItsErasure() {
		ErasureTarget target = ErasureTarget.facts("user.address");
		Erasure coupon = coupon("ers_00112233aabbccdd", target, List.of("mem_b", "mem_a"), 1700000000000L, receipt);
		assertThat(verifier.verify(coupon).isVerified()).isTrue();
		for (Erasure other : List.of(
				coupon("ers_00112233aabbccde", target, coupon.memoryIds(), 1700000000000L, receipt),
				coupon(coupon.id(), ErasureTarget.facts("user.diet"), coupon.memoryIds(), 1700000000000L, receipt),
				coupon(coupon.id(), ErasureTarget.instructions("user.address"), coupon.memoryIds(), 1700000000000L,
						receipt),
				coupon(coupon.id(), ErasureTarget.sessionWithTranscript("s"), coupon.memoryIds(), 1700000000000L,
						receipt),
				coupon(coupon.id(), target, List.of("mem_a"), 1700000000000L, receipt),
				coupon(coupon.id(), target, coupon.memoryIds(), 1700000000001L, receipt))) {
			assertThat(verifier.verify(other).problem()).isEqualTo(ReceiptProblem.OTHER_ERASURE);
		}
		assertThat(verifier.verify(coupon(coupon.id(), target, coupon.memoryIds(), 1700000000000L, null)).problem())
			.isEqualTo(ReceiptProblem.NO_RECEIPT);
		// A node may say more of a target than is known here.
		ErasureReceipt newer = SignedReceipts
			.sign(SignedReceipts.PAYLOAD.replace("\"type\":\"fact\"", "\"type\":\"fact\",\"why\":\"x\""));
		assertThat(verifier.verify(coupon(coupon.id(), target, coupon.memoryIds(), 1700000000000L, newer)).isVerified())
			.isTrue();
	}

	@Test
	void whatIsNoKeyShouldBeRefusedAndNotShown() throws Exception {
		PublicKey rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic();
		for (String text : List.of("", "x", SignedReceipts.PUBLIC_KEY.substring(1),
				SignedReceipts.PUBLIC_KEY.replace('d', 'g'), SignedReceipts.PUBLIC_KEY + "00",
				Base64.getEncoder()
					.encodeToString(
							"a private key that is pasted here by mistake !!!".getBytes(StandardCharsets.US_ASCII)))) {
			assertThatIllegalArgumentException().isThrownBy(() -> ReceiptVerifier.of(text))
				.withMessageStartingWith("publicKey must be the 32 bytes of an Ed25519 key")
				.withNoCause()
				.satisfies((ex) -> assertThat(ex.getMessage() + ex).doesNotContain("751", "YSBw"));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> ReceiptVerifier.of(rsa));
		assertThatIllegalArgumentException().isThrownBy(() -> ReceiptVerifier.of(new byte[31]));
		assertThatIllegalArgumentException().isThrownBy(() -> ReceiptVerifier.of(new byte[44]));
		// About half of all values are the coordinate of no point.
		assertThat(IntStream.range(2, 34).filter((y) -> !isKey(y)).count()).isBetween(4L, 28L);
	}

	private static boolean isKey(int y) {
		byte[] raw = new byte[32];
		raw[0] = (byte) y;
		try {
			return ReceiptVerifier.of(raw).verify(receipt).problem() == ReceiptProblem.OTHER_KEY;
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex).hasMessageContaining("publicKey");
			return false;
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "{}", "{\"payload\":{},\"alg\":null}", "{\"payload\":[],\"alg\":\"x\"}",
			"{\"payload\":null,\"alg\":\"x\"}", "{\"payload\":{\"a\":1,\"a\":1},\"alg\":\"x\"}",
			"{\"payload\":{\"a\":{\"b\":1,\"b\":1}},\"alg\":\"x\"}", "{\"payload\":{\"\\ud800\":1},\"alg\":\"x\"}",
			"{\"payload\":{},\"alg\":\"x\",\"sig\":7}", "{\"payload\":{},\"alg\":\"x\"}}" })
	void whatIsNoReceiptShouldBeRefused(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> ErasureReceipt.parse(json)).withMessageContaining("json");
	}

	static LongStream seeds() {
		return LongStream.rangeClosed(1, 25);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void changedTextShouldNeverVerify(long seed) {
		Random random = new Random(seed);
		String original = SignedReceipts.json(SignedReceipts.PAYLOAD);
		for (int changed = 0; changed < 500;) {
			String text = mutate(original, random);
			ErasureReceipt read;
			try {
				read = ErasureReceipt.parse(text);
			}
			catch (IllegalArgumentException ex) {
				changed++;
				continue;
			}
			// Else the same was only written otherwise, for example with a blank more.
			if (!read.equals(receipt)) {
				assertNotVerified(read, changed++, "seed " + seed + ": " + text);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void changedTreeShouldNeverVerify(long seed) {
		Random random = new Random(seed);
		for (int changed = 0; changed < 400;) {
			Object tree = mutate((Object) receipt.payload(), random);
			if (tree instanceof Map<?, ?> map && !map.equals(receipt.payload())) {
				Map<String, @Nullable Object> payload = new LinkedHashMap<>();
				map.forEach((name, value) -> payload.put((String) name, value));
				assertNotVerified(SignedReceipts.with(receipt, payload), changed++, "seed " + seed + ": " + payload);
			}
		}
	}

	// A signature costs about a millisecond, so most of the time it is enough that other
	// bytes than the signed ones would be verified.
	private static void assertNotVerified(ErasureReceipt changed, int number, String description) {
		boolean sameSignature = changed.equals(SignedReceipts.with(receipt, changed.payload()));
		if (!sameSignature || number % VERIFY_EVERY == 0) {
			assertThat(verifier.verify(changed).isVerified()).as(description).isFalse();
			return;
		}
		try {
			assertThat(new String(CanonicalJson.write(changed.payload()), StandardCharsets.UTF_8)).as(description)
				.isNotEqualTo(SignedReceipts.PAYLOAD);
		}
		catch (IllegalArgumentException ex) {
			assertThat(verifier.verify(changed).problem()).as(description).isEqualTo(ReceiptProblem.MALFORMED);
		}
	}

	private static String mutate(String text, Random random) {
		StringBuilder changed = new StringBuilder(text);
		int at = random.nextInt(text.length());
		char other = (random.nextInt(4) == 0) ? (char) random.nextInt(0x300)
				: text.charAt(random.nextInt(text.length()));
		switch (random.nextInt(5)) {
			case 0, 1 -> changed.setCharAt(at, other);
			case 2 -> changed.deleteCharAt(at);
			case 3 -> changed.insert(at, other);
			default -> changed.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(7))));
		}
		return changed.toString();
	}

	// Changes one place of a tree, in kind, value, name, order or number.
	private static @Nullable Object mutate(@Nullable Object tree, Random random) {
		if (tree instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(5) > 0) {
			Map<Object, @Nullable Object> changed = new LinkedHashMap<>(map);
			Object name = List.copyOf(map.keySet()).get(random.nextInt(map.size()));
			switch (random.nextInt(5)) {
				case 0 -> changed.remove(name);
				case 1 -> changed.put("x" + name, map.get(name));
				case 2 -> changed.put(name + "\u0000", changed.remove(name));
				default -> changed.put(name, mutate(map.get(name), random));
			}
			return changed;
		}
		if (tree instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
			List<@Nullable Object> changed = new ArrayList<>(list);
			int at = random.nextInt(list.size());
			switch (random.nextInt(4)) {
				case 0 -> changed.remove(at);
				case 1 -> changed.add(at, list.get(at));
				case 2 -> changed.add(0, changed.remove(at));
				default -> changed.set(at, mutate(list.get(at), random));
			}
			return changed;
		}
		if (tree instanceof String text && !text.isEmpty() && random.nextInt(4) > 0) {
			return mutate(text, random);
		}
		Object[] others = { null, true, false, 0L, 1L, random.nextLong(), "", "7", List.of(), Map.of(), 7.0,
				(tree != null) ? tree.toString() : "null", List.of(String.valueOf(tree)) };
		return others[random.nextInt(others.length)];
	}

	private static Erasure coupon(String id, ErasureTarget target, List<String> memoryIds, long completedAt,
			@Nullable ErasureReceipt receipt) {
		return new Erasure(id, "acme--alice", "0123456789abcdef0123456789abcdef", target, memoryIds, Instant.EPOCH,
				Instant.EPOCH, Map.of("main", 7L), ErasureStatus.COMPLETED, null, Instant.ofEpochMilli(completedAt),
				receipt);
	}

}
