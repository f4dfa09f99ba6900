package ai.memoturn.embedded.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import ai.memoturn.embedded.protocol.Section;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonReader}: protocol, memory, section 4.
 */
@Section("memory 4")
class JsonReaderTests {

	private static <T extends @Nullable Object> T lenient(String json, Function<JsonReader, T> decoder) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return JsonReader.readLenient(bytes, bytes.length, decoder);
	}

	private static <T extends @Nullable Object> T strict(String json, Function<JsonReader, T> decoder) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return JsonReader.readStrict(bytes, bytes.length, decoder);
	}

	private static void assertMalformed(byte[] body) {
		List<Function<JsonReader, String>> decoders = List.of(JsonReader::canonical, (json) -> {
			json.skip();
			return "";
		});
		for (Function<JsonReader, String> decoder : decoders) {
			assertThatExceptionOfType(MalformedJsonException.class)
				.isThrownBy(() -> JsonReader.readLenient(body, body.length, decoder));
			assertThatExceptionOfType(MalformedJsonException.class)
				.isThrownBy(() -> JsonReader.readStrict(body, body.length, decoder));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "}", "[1,]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{'a':1}", "nul", "True",
			"01", "+1", ".5", "1.", "1e", "-", "NaN", "Infinity", "-Infinity", "\"", "\"\\x\"", "\"\\u12\"",
			"\"\\u12g4\"", "\"a\tb\"", "\"a\nb\"", "\"\u0000\"", "\u0000", "\uFEFF{}", "{} {}", "1 2", "[] x", "//c\n1",
			"/*c*/1", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\n\"",
			"\"\\\\\\ud800\"", "{\"\\ud800\":1}", "\"\\uDBFF\\u0041\"", "1e309", "-1e309", "[1e999999999999]",
			"1.8e308", "[1,2,1e400]", "{\"a\":{\"b\":1e400}}" })
	void whenDocumentIsMalformedThenSaid(String body) {
		assertMalformed(body.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void whenIntegerIsBeyondDoubleRangeThenMalformed() {
		assertMalformed(("[" + "9".repeat(310) + "]").getBytes(StandardCharsets.UTF_8));
		assertThat(lenient("9".repeat(300), JsonReader::canonical)).isEqualTo("1e+300");
	}

	@ParameterizedTest
	@ValueSource(strings = { "80", "bf", "c0 80", "c1 bf", "c3", "e0 80 80", "e2 82", "ed a0 80", "ed bf bf",
			"f0 80 80 80", "f4 90 80 80", "f5 80 80 80", "ff", "fe", "f0 9f 98", "c3 28", "e2 28 a1" })
	void whenTextIsNotUtf8ThenMalformed(String octets) {
		for (String prefix : List.of("", "01234567", "0123456789abc")) {
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			body.writeBytes(("\"" + prefix).getBytes(StandardCharsets.UTF_8));
			for (String octet : octets.split(" ")) {
				body.write(Integer.parseInt(octet, 16));
			}
			body.writeBytes("\"".getBytes(StandardCharsets.UTF_8));
			assertMalformed(body.toByteArray());
		}
	}

	@Test
	void whenBodyIsUtf16ThenMalformed() {
		assertMalformed("{\"a\":1}".getBytes(StandardCharsets.UTF_16BE));
		assertMalformed("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE));
		assertMalformed("{\"a\":1}".getBytes(StandardCharsets.UTF_16));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\\ud83d\\ude00\"", "\"\\uD83D\\uDE00\"", "\"\\\\ud800\"", "\"\ud83d\ude00\"",
			"\"0123456\\ud83d\\ude00\"", "\"\\u0041\\u00e9\"", "\"\\ue000\\ud7ff\"" })
	void whenTextIsUnusualButValidThenRead(String body) {
		assertThat(lenient(body, JsonReader::canonical)).isNotEmpty();
	}

	@Test
	@Section("memory 14")
	void nestingShouldEndAt127Levels() {
		assertThat(lenient("[".repeat(127) + "]".repeat(127), JsonReader::canonical)).hasSize(254);
		assertMalformed(("[".repeat(128) + "]".repeat(128)).getBytes(StandardCharsets.UTF_8));
		String deep = "{\"a\":".repeat(127) + "1" + "}".repeat(127);
		assertThat(lenient(deep, JsonReader::canonical)).isEqualTo(deep);
		assertMalformed(("{\"a\":" + deep + "}").getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void messageShouldNotQuoteTheBody() {
		assertThatExceptionOfType(MalformedJsonException.class)
			.isThrownBy(() -> lenient("{\"a\": secretvalue}", JsonReader::canonical))
			.withMessageContaining("line 1")
			.withMessageNotContaining("secret");
	}

	private static List<String> names(JsonReader json) {
		List<String> names = new ArrayList<>();
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			if (field.equals("names")) {
				seen = json.once(seen, 0);
				names.clear();
				if (json.beginArray()) {
					while (json.nextElement()) {
						String name = json.string();
						names.add((name != null) ? name : "");
					}
				}
			}
			else {
				json.skip();
			}
		}
		return names;
	}

	@Test
	@Section("database 2.2")
	void whenLenientFieldIsRepeatedThenTheLastCounts() {
		assertThat(lenient("{\"names\":[\"a\"],\"names\":[\"b\"]}", JsonReaderTests::names)).containsExactly("b");
		assertThat(lenient("{\"names\":5,\"names\":[\"b\"]}", JsonReaderTests::names)).containsExactly("b");
		assertThat(lenient("{\"names\":[1,{\"x\":[]},3],\"names\":[\"b\"]}", JsonReaderTests::names))
			.containsExactly("b");
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> lenient("{\"names\":[\"a\"],\"names\":[\"b\",7]}", JsonReaderTests::names))
			.withMessage("names.1 must be a string");
	}

	@Test
	@Section("database 2.2")
	void whenStrictFieldIsRepeatedThenWrongShape() {
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> strict("{\"names\":[],\"names\":[]}", JsonReaderTests::names))
			.withMessage("names is given twice");
		assertThat(strict("{\"other\":1,\"other\":2}", JsonReaderTests::names)).isEmpty();
	}

	@Test
	void whenLenientBodyIsMalformedAfterAWrongShapeThenMalformed() {
		assertThatExceptionOfType(MalformedJsonException.class)
			.isThrownBy(() -> lenient("{\"names\":5", JsonReaderTests::names));
		assertThatExceptionOfType(MalformedJsonException.class)
			.isThrownBy(() -> lenient("{\"names\":5} x", JsonReaderTests::names));
	}

	@Test
	void whenStrictShapeIsWrongThenWhatFollowsIsNotLookedAt() {
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> strict("{\"names\":5} x", JsonReaderTests::names));
		assertThatExceptionOfType(MalformedJsonException.class)
			.isThrownBy(() -> strict("{\"names\":[]} x", JsonReaderTests::names));
	}

	@Test
	void whenVeryManyValuesAreWrongThenARepetitionDoesNotHideThem() {
		String wrong = "{\"names\":[" + "1,".repeat(100) + "1]";
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> lenient(wrong + "}", JsonReaderTests::names));
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> lenient(wrong + ",\"names\":[]}", JsonReaderTests::names));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "60, 60", "18446744073709551615, -1", "9223372036854775808, -9223372036854775808" })
	@Section("memory 4.3")
	void unsignedShouldCoverSixtyFourBits(String sent, long bits) {
		assertThat(lenient(sent, JsonReader::optionalUnsigned)).isEqualTo(bits);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "-0", "60.0", "6e1", "\"60\"", "18446744073709551616", "99999999999999999999",
			"111111111111111111111", "true", "[]", "{\"a\":[1]}" })
	@Section("memory 4.3")
	void whenUnsignedIsNoneThenWrongShape(String sent) {
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> lenient(sent, JsonReader::optionalUnsigned));
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> strict(sent, JsonReader::optionalUnsigned32));
	}

	@Test
	@Section("memory 4.4")
	void unsigned32ShouldCoverThirtyTwoBits() {
		assertThat(strict("4294967295", JsonReader::optionalUnsigned32)).isEqualTo(4294967295L);
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> strict("4294967296", JsonReader::optionalUnsigned32));
		assertThat(strict("null", JsonReader::optionalUnsigned32)).isNull();
	}

	@Test
	void floatsShouldBeReadAsTheNearest() {
		assertThat(strict("[0.1, -1, 1e2, 0, -0, 16777217, 3.4028235e38, 1e-50]", JsonReader::optionalFloats))
			.containsExactly(0.1f, -1, 100, 0, -0f, 16777216, Float.MAX_VALUE, 0);
		assertThat(strict("[]", JsonReader::optionalFloats)).isEmpty();
		assertThat(strict("null", JsonReader::optionalFloats)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e39", "-1e39", "340282356779733661637539395458142568448" })
	@Section("memory 4.3")
	void whenFloatIsBeyondItsRangeThenRefused(String number) {
		assertThatExceptionOfType(InvalidValueException.class)
			.isThrownBy(() -> strict("[1," + number + "]", JsonReader::optionalFloats))
			.withMessageContaining("32-bit");
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> lenient("[1," + number + "]", JsonReader::optionalFloats))
			.withMessageContaining("32-bit");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[\"1\"]", "[null]", "[[1]]", "{}", "1", "\"[1]\"", "[true]" })
	void whenFloatsAreNoneThenWrongShape(String sent) {
		assertThatExceptionOfType(WrongShapeException.class)
			.isThrownBy(() -> lenient(sent, JsonReader::optionalFloats));
		assertThatExceptionOfType(WrongShapeException.class).isThrownBy(() -> strict(sent, JsonReader::optionalFloats));
	}

}
