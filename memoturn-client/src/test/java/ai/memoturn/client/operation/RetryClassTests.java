package ai.memoturn.client.operation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryClassTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			# class,       unprocessed, refused, lost,  lost but harmless, final
			READ,          true,        true,    true,  true,              false
			IDEMPOTENT,    true,        true,    false, true,              false
			DEDUPLICATED,  true,        true,    false, true,              false
			ONCE,          true,        false,   false, true,              false
			""")
	void repetitionShouldBeAllowedAsListed(RetryClass retryClass, boolean unprocessed, boolean refused, boolean lost,
			boolean harmless, boolean finished) {
		assertThat(retryClass.allowsRepetition(FailureKind.UNPROCESSED, false)).isEqualTo(unprocessed);
		assertThat(retryClass.allowsRepetition(FailureKind.REFUSED, false)).isEqualTo(refused);
		assertThat(retryClass.allowsRepetition(FailureKind.LOST, false)).isEqualTo(lost);
		assertThat(retryClass.allowsRepetition(FailureKind.LOST, true)).isEqualTo(harmless);
		assertThat(retryClass.allowsRepetition(FailureKind.FINAL, true)).isEqualTo(finished);
	}

}
