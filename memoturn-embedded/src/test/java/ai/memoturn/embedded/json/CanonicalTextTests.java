package ai.memoturn.embedded.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

import ai.memoturn.embedded.protocol.Section;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanonicalText} and {@link Doubles}: protocol, memory, section 5.
 */
@Section("memory 5")
class CanonicalTextTests {

	private static String canonical(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return JsonReader.readLenient(bytes, bytes.length, JsonReader::canonical);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\u0001',
			value = { "1|1", "1.0|1.0", "0|0", "-0|-0.0", "-0.0|-0.0", "0.0|0.0", "-0e5|-0.0", "-1|-1", "1E5|100000.0",
					"1e5|100000.0", "100000.0|100000.0", "1e21|1e+21", "1e-7|1e-7", "1e-6|1e-6", "1e16|1e+16",
					"1e15|1000000000000000.0", "9999999999999998.0|9999999999999998.0", "0.00001|0.00001",
					"5e-324|5e-324", "4.9e-324|5e-324", "9.88e-324|1e-323", "1.48e-323|1.5e-323", "2e23|2e+23",
					"1.5e21|1.5e+21", "6.62607015e-34|6.62607015e-34", "1.7976931348623157e308|1.7976931348623157e+308",
					"2.2250738585072014e-308|2.2250738585072014e-308", "123456.789|123456.789", "0.1|0.1",
					"0.30000000000000004|0.30000000000000004", "100.0|100.0", "120.50|120.5", "2e-3|0.002",
					"18446744073709551615|18446744073709551615", "18446744073709551616|1.8446744073709552e+19",
					"-9223372036854775808|-9223372036854775808", "-9223372036854775809|-9.223372036854776e+18",
					"9007199254740993|9007199254740993", "9007199254740993.0|9007199254740992.0",
					"0.9452706955539223|0.9452706955539223", "1e-400|0.0", "-1e-400|-0.0" })
	@Section("database 2.4")
	void numbersShouldBeWrittenAsTheProtocolSays(String sent, String expected) {
		assertThat(canonical(sent)).isEqualTo(expected);
		assertThat(canonical("{\"n\": " + sent + "}")).isEqualTo("{\"n\":" + expected + "}");
	}

	@Test
	void manyDigitsShouldBeReadInReasonableTime() {
		String digits = "1234567890".repeat(200_000);
		assertThat(canonical("0." + digits)).isEqualTo("0.12345678901234568");
		assertThat(canonical("[" + digits + "e-2000000]")).isEqualTo("[0.12345678901234568]");
	}

	@Test
	void stringsShouldEscapeOnlyWhatMustBe() {
		StringBuilder controls = new StringBuilder();
		for (int i = 0; i < 0x20; i++) {
			controls.append(String.format("\\u%04X", i));
		}
		assertThat(canonical("\"" + controls + "\"")).isEqualTo("\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006"
				+ "\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017"
				+ "\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f\"");
		assertThat(canonical("\"\\/ \\u002f \\u007f \\u00e9 \\ud83d\\ude00 \\\" \\\\ \\u2028\""))
			.isEqualTo("\"/ / \u007f \u00e9 \ud83d\ude00 \\\" \\\\ \u2028\"");
	}

	@Test
	@Section("database 2.4")
	void keysShouldBeOrderedByCodePointAndKeepTheirLastValue() {
		assertThat(canonical("{\"\\ud83d\\ude00\":1,\"\\ue000\":2,\"b\":3,\"a\":4,\"\":5,\"ab\":6}"))
			.isEqualTo("{\"\":5,\"a\":4,\"ab\":6,\"b\":3,\"\ue000\":2,\"\ud83d\ude00\":1}");
		assertThat(canonical("{\"b\":1,\"a\":{\"y\":1,\"x\":[2,{\"d\":1,\"c\":2}]},\"b\":{\"z\":1}}"))
			.isEqualTo("{\"a\":{\"x\":[2,{\"c\":2,\"d\":1}],\"y\":1},\"b\":{\"z\":1}}");
		assertThat(canonical("{\"a\":1,\"a\":2,\"a\":3}")).isEqualTo("{\"a\":3}");
	}

	@Test
	void whitespaceShouldDisappear() {
		assertThat(canonical(" \n[ 1 ,\t{ \"a\" : [ ] , \"b\" : { } , \"c\" : [ null , true , false ] } ]\r\n"))
			.isEqualTo("[1,{\"a\":[],\"b\":{},\"c\":[null,true,false]}]");
	}

	@Property(tries = 20_000)
	void doublesShouldRoundTripBitwise(@ForAll long bits) {
		double value = Double.longBitsToDouble(bits);
		if (Double.isFinite(value)) {
			assertRoundTrip(value);
		}
	}

	@Property(tries = 5000)
	void everydayDoublesShouldRoundTripBitwise(@ForAll double value) {
		assertRoundTrip(value);
		assertRoundTrip((float) value);
	}

	private static void assertRoundTrip(double value) {
		if (Double.isInfinite(value)) {
			return;
		}
		StringBuilder out = new StringBuilder();
		Doubles.append(out, value);
		String text = out.toString();
		assertThat(Double.doubleToRawLongBits(Double.parseDouble(text))).as(text)
			.isEqualTo(Double.doubleToRawLongBits(value));
		assertThat(canonical(text)).isEqualTo(text);
		// The parser in use rounds as the JDK does, whatever the spelling.
		assertThat(canonical(String.format(Locale.ROOT, "%.17e", value))).isEqualTo(text);
	}

	@Property(tries = 2000)
	void canonicalShouldBeAFixpoint(@ForAll long seed) {
		Object value = value(new Random(seed), 4);
		String sent = write(value, false);
		String once = canonical(sent);
		assertThat(canonical(once)).isEqualTo(once);
		assertThat(once).isEqualTo(write(value, true));
	}

	private static Object value(Random random, int depth) {
		int size = random.nextInt(5);
		return switch (random.nextInt((depth > 0) ? 7 : 5)) {
			case 0, 1 -> text(random);
			case 2 -> random.nextLong() >> random.nextInt(64);
			case 3 -> random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
			case 4 -> random.nextBoolean();
			case 5 -> Stream.generate(() -> value(random, depth - 1)).limit(size).toList();
			default -> {
				Map<String, Object> map = new LinkedHashMap<>();
				for (int i = 0; i < size; i++) {
					map.put(text(random), value(random, depth - 1));
				}
				yield map;
			}
		};
	}

	private static String text(Random random) {
		int[] interesting = { 0, 0x1f, '"', '\\', '/', 'a', 'b', 0x7f, 0xe9, 0x2028, 0xd7ff, 0xe000, 0xffff, 0x10000,
				0x1f600, 0x10ffff };
		return random.ints(random.nextInt(6), 0, interesting.length)
			.map((i) -> interesting[i])
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	/** An independent writer: with keys in UTF-8 byte order it is the expected text. */
	private static String write(Object value, boolean sorted) {
		if (value instanceof Map<?, ?> map) {
			List<String> keys = new ArrayList<>();
			map.keySet().forEach((key) -> keys.add((String) key));
			if (sorted) {
				keys.sort(Comparator.comparing((String key) -> key.getBytes(StandardCharsets.UTF_8),
						Arrays::compareUnsigned));
			}
			List<String> members = new ArrayList<>();
			for (String key : keys) {
				members.add(write(key, sorted) + ":" + write(Objects.requireNonNull(map.get(key)), sorted));
			}
			return "{" + String.join(",", members) + "}";
		}
		if (value instanceof List<?> list) {
			List<String> elements = new ArrayList<>();
			list.forEach((element) -> elements.add(write(element, sorted)));
			return "[" + String.join(",", elements) + "]";
		}
		StringBuilder out = new StringBuilder();
		if (value instanceof String text) {
			new JsonWriter(out).value(text);
		}
		else if (value instanceof Double number) {
			Doubles.append(out, number);
		}
		else {
			out.append(value);
		}
		return out.toString();
	}

}
