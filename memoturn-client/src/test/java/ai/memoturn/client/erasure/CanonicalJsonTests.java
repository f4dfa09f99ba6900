package ai.memoturn.client.erasure;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The form of JSON that is signed.
 */
class CanonicalJsonTests {

	@Test
	void vectorOfTheProtocolShouldBeWrittenByteForByte() throws Exception {
		String spread = SignedReceipts.PAYLOAD.replace("\":", "\" : ").replace("é", "\\u00e9").replace("/", "\\/");
		byte[] payload = CanonicalJson.write(ErasureReceipt.parse(SignedReceipts.json(spread)).payload());
		assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(SignedReceipts.PAYLOAD);
		byte[] message = Arrays.copyOf("memoturn-erasure-receipt-v1".getBytes(StandardCharsets.US_ASCII),
				28 + payload.length);
		System.arraycopy(payload, 0, message, 28, payload.length);
		assertThat(message).hasSize(419);
		assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message)))
			.isEqualTo("8575abd33c3a4fa7b5650e289bc13f738735096c1726c29e4bb7791c4277e3d0");
	}

	@Test
	void namesShouldStandInTheOrderOfTheirBytes() {
		Map<String, Object> tree = new LinkedHashMap<>();
		// U+1F600 is D83D DE00 in UTF-16, and so before U+FFFD there.
		for (String name : List.of("\ud83d\ude00", "\ufffd", "\ue000", "é", "z", "Z", "a", "", "aa", "\u0000")) {
			tree.put(name, List.of());
		}
		assertThat(write(tree)).isEqualTo("{\"\":[],\"\\u0000\":[],\"Z\":[],\"a\":[],\"aa\":[],\"z\":[],\"é\":[],"
				+ "\"\ue000\":[],\"\ufffd\":[],\"\ud83d\ude00\":[]}");
	}

	@Test
	void onlyWhatMustBeIsEscaped() {
		assertThat(write("\b\t\n\f\r\u0000\u000b\u001f\"\\/\u007f\u0080é\u2028\ud83d\ude00"))
			.isEqualTo("\"\\b\\t\\n\\f\\r\\u0000\\u000b\\u001f\\\"\\\\/\u007f\u0080é\u2028\ud83d\ude00\"");
	}

	@Test
	void valuesShouldHaveOneForm() {
		assertThat(write(Arrays.asList(null, true, false, 0L, -1L, Long.MIN_VALUE, 7,
				new BigInteger("99999999999999999999"), List.of(), Map.of(), Map.of("a", Map.of("b", List.of("c"))))))
			.isEqualTo("[null,true,false,0,-1,-9223372036854775808,7,99999999999999999999,[],{},"
					+ "{\"a\":{\"b\":[\"c\"]}}]");
	}

	@Test
	void whatHasNoFormShouldBeRefused() {
		for (Object value : List.of(1.0, 1e3, 1.5f, "\ud800", "a\udc00", 'c', Map.of(1, 2), List.of(new Object()),
				Map.of("\ud800", 1))) {
			assertThatIllegalArgumentException().as("%s", value).isThrownBy(() -> CanonicalJson.write(value));
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
	void whatIsWrittenShouldReadBackAndNotDependOnTheOrder(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 50; i++) {
			Map<String, @Nullable Object> payload = Map.of("tree", tree(random, 4), "order", true);
			String written = write(payload);
			ErasureReceipt read = ErasureReceipt.parse(SignedReceipts.json(written));
			assertThat(read.payload()).as("seed %d, %d", seed, i).isEqualTo(payload);
			assertThat(write(read.payload())).as("seed %d, %d", seed, i).isEqualTo(written);
		}
	}

	private static Object tree(Random random, int depth) {
		return switch (random.nextInt((depth > 0) ? 5 : 3)) {
			case 0 -> random.nextLong();
			case 1 -> random.nextBoolean();
			case 2 -> text(random);
			case 3 -> random.ints(random.nextInt(4)).mapToObj((ignored) -> tree(random, depth - 1)).toList();
			default -> {
				Map<String, Object> map = new LinkedHashMap<>();
				for (int i = random.nextInt(5); i > 0; i--) {
					map.put(text(random), tree(random, depth - 1));
				}
				yield map;
			}
		};
	}

	private static String text(Random random) {
		int[] points = random.ints(random.nextInt(4), 0, 0x11_0000)
			.map((point) -> random.nextBoolean() ? point % 0x100 : point)
			.map((point) -> (point >= 0xD800 && point < 0xE000) ? '"' : point)
			.toArray();
		return new String(points, 0, points.length);
	}

	private static String write(@Nullable Object tree) {
		return new String(CanonicalJson.write(tree), StandardCharsets.UTF_8);
	}

}
