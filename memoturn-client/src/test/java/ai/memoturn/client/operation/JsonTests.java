package ai.memoturn.client.operation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonTests {

	@Property(tries = 500)
	void everyFloatShouldRoundTrip(@ForAll int[] bits) {
		float[] floats = new float[bits.length];
		for (int i = 0; i < bits.length; i++) {
			float value = Float.intBitsToFloat(bits[i]);
			floats[i] = Float.isFinite(value) ? value : 0;
		}
		assertRoundTrip(floats);
	}

	@Test
	void extremeFloatsShouldRoundTrip() {
		assertRoundTrip(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Math.nextDown(Float.MIN_NORMAL),
				Float.MAX_VALUE, -Float.MAX_VALUE, 1e10f, 1e-10f, 9999999f, 1e7f, 0.001f, 0.00099999f, 16777216f,
				16777217f, 1f / 3, 2e-45f, 3.4028235e38f, 8.5e9f);
	}

	@Property(tries = 500)
	void everyTreeShouldRoundTrip(@ForAll("trees") Object tree) {
		Object frozen = Json.freeze("content", tree);
		assertThat(frozen).isEqualTo(tree);
		assertThat(Json.read(Json.write(Map.of("x", tree)), Object.class)).isEqualTo(Map.of("x", tree));
	}

	@Provide
	Arbitrary<Object> trees() {
		Arbitrary<Object> leaves = Arbitraries.oneOf(Arbitraries.longs().map((value) -> value),
				Arbitraries.doubles().map((value) -> value),
				Arbitraries.bigIntegers()
					.between(BigInteger.ONE.shiftLeft(63), BigInteger.ONE.shiftLeft(90))
					.map((value) -> value),
				Arbitraries.of(true, false).map((value) -> value),
				Arbitraries.strings().filter(Checks::isWellFormed).map((value) -> value));
		// Of a depth that is chosen, and not left to chance: some trees would be forests.
		return Arbitraries.recursive(() -> leaves, JsonTests::branches, 0, 4);
	}

	private static Arbitrary<Object> branches(Arbitrary<Object> trees) {
		return Arbitraries.oneOf(trees.list().ofMaxSize(3).map((value) -> value),
				Arbitraries.maps(Arbitraries.strings().ofMaxLength(5).filter(Checks::isWellFormed), trees)
					.ofMaxSize(3)
					.map((value) -> value));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":1,\"a\":2}", "[{\"b\":{\"a\":null,\"a\":null}}]" })
	void contentThatNamesSomethingTwiceShouldBeRefused(String json) {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> Json.read(json.getBytes(StandardCharsets.UTF_8), Object.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"txid\":1,\"txid\":1}", "{\"txid\":1,\"unknown\":1,\"unknown\":2}",
			"{\"txid\":1,\"unknown\":[{\"a\":{\"b\":1,\"c\":2,\"d\":3,\"b\":4}}]}",
			"{\"items\":[{\"name\":\"x\"},{\"name\":\"x\",\"name\":\"y\"}]}" })
	void recordThatIsGivenANameTwiceShouldBeRefused(String json) {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> Json.read(json.getBytes(StandardCharsets.UTF_8), Answered.class));
	}

	record Answered(@Nullable Long txid, @Nullable List<Item> items) {

	}

	record Item(String name) {

	}

	private static void assertRoundTrip(float... floats) {
		String json = new String(Json.write(Map.of("embedding", floats)), StandardCharsets.US_ASCII);
		String list = json.substring(json.indexOf('[') + 1, json.indexOf(']'));
		String[] texts = list.isEmpty() ? new String[0] : list.split(",");
		float[] read = new float[texts.length];
		for (int i = 0; i < texts.length; i++) {
			read[i] = Float.parseFloat(texts[i]);
		}
		assertThat(Arrays.equals(read, floats)).as(json).isTrue();
	}

}
