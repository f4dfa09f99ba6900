package ai.memoturn.client.operation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FloatArrayTextTests {

	@ParameterizedTest
	@CsvSource({ "0, [0.0]", "-0, [-0.0]", "1, [1.0]", "-1.5, [-1.5]", "0.1, [0.1]", "0.001, [0.001]",
			"123456.78, [123456.78]", "9999999, [9999999.0]", "1e-30, [1.0E-30]" })
	void numbersShouldBeWrittenShort(float value, String json) {
		assertThat(new FloatArrayText(new float[] { value }).getValue()).isEqualTo(json);
	}

	@Test
	void everyFloatShouldReadBackAsItself() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		// Of every size, and as embeddings have them.
		float[] values = new float[300_000];
		for (int i = 0; i < values.length; i += 3) {
			float any = Float.intBitsToFloat(random.nextInt());
			values[i] = Float.isFinite(any) ? any : Float.MIN_VALUE;
			values[i + 1] = (float) random.nextGaussian() / 20;
			// Neighbours of short decimals, and powers of two and ten.
			values[i + 2] = Math.nextUp((float) Math.scalb(1.0, random.nextInt(60) - 30));
		}
		String json = new String(Json.write(values), StandardCharsets.UTF_8);
		String[] texts = json.substring(1, json.length() - 1).split(",");
		assertThat(texts).hasSameSizeAs(values);
		for (int i = 0; i < values.length; i++) {
			int bits = Float.floatToIntBits(values[i]);
			// As a float, and as a server reads that knows doubles alone.
			if (Float.floatToIntBits(Float.parseFloat(texts[i])) != bits
					|| Float.floatToIntBits((float) Double.parseDouble(texts[i])) != bits) {
				throw new AssertionError("seed " + seed + ": " + values[i] + " was written as " + texts[i]);
			}
		}
		// AssertJ's own comparison of arrays takes quadratic time.
		assertThat(Arrays.equals(Json.read(json.getBytes(StandardCharsets.UTF_8), float[].class), values))
			.as("seed %d", seed)
			.isTrue();
	}

	@ParameterizedTest
	@ValueSource(floats = { Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY })
	void whatIsNoNumberShouldBeRefused(float value) {
		assertThatIllegalArgumentException().isThrownBy(() -> new FloatArrayText(new float[] { value }));
	}

}
