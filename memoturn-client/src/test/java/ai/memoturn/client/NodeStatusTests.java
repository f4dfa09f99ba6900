package ai.memoturn.client;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be told of the node's clock from one time in whole seconds.
 */
class NodeStatusTests {

	private static final Instant ASKED = Instant.parse("2026-03-01T12:00:00.500Z");

	@ParameterizedTest
	@CsvSource({ "2026-03-01T12:00:00Z, PT0S", "2026-03-01T11:59:59.500Z, PT0S", "2026-03-01T12:00:01Z, PT0S",
			"2026-03-01T12:00:09Z, PT8S", "2026-03-01T11:59:49Z, PT-10.5S" })
	void skewShouldBeWhatIsLeftBeyondEveryDoubt(Instant said, Duration skew) {
		assertThat(NodeStatus.of(said, ASKED, ASKED.plusMillis(500)).clockSkew()).isEqualTo(skew);
	}

	@Test
	void whenTheNodeSaysNoTimeThenNothingIsKnown() {
		@Nullable Instant none = null;
		assertThat(NodeStatus.of(none, ASKED, ASKED).clockSkew()).isNull();
	}

}
