package ai.memoturn.boot.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link NodeChoice}.
 */
class NodeChoiceTests {

	@ParameterizedTest
	@CsvSource(useHeadersInDisplayName = true, textBlock = """
			MODE,     URL,   NODE,  UNPACKAGED, CHOICE
			AUTO,     true,  true,  true,       REMOTE
			AUTO,     true,  true,  false,      REMOTE
			AUTO,     true,  false, true,       REMOTE
			AUTO,     true,  false, false,      REMOTE
			AUTO,     false, true,  true,       EMBEDDED
			AUTO,     false, true,  false,      PACKAGED
			AUTO,     false, false, true,       NEITHER
			AUTO,     false, false, false,      NEITHER
			REMOTE,   true,  true,  true,       REMOTE
			REMOTE,   true,  true,  false,      REMOTE
			REMOTE,   true,  false, true,       REMOTE
			REMOTE,   true,  false, false,      REMOTE
			REMOTE,   false, true,  true,       REMOTE_WITHOUT_URL
			REMOTE,   false, true,  false,      REMOTE_WITHOUT_URL
			REMOTE,   false, false, true,       REMOTE_WITHOUT_URL
			REMOTE,   false, false, false,      REMOTE_WITHOUT_URL
			EMBEDDED, true,  true,  true,       URL_AND_EMBEDDED
			EMBEDDED, true,  true,  false,      URL_AND_EMBEDDED
			EMBEDDED, true,  false, true,       URL_AND_EMBEDDED
			EMBEDDED, true,  false, false,      URL_AND_EMBEDDED
			EMBEDDED, false, true,  true,       EMBEDDED
			EMBEDDED, false, true,  false,      EMBEDDED
			EMBEDDED, false, false, true,       EMBEDDED_WITHOUT_NODE
			EMBEDDED, false, false, false,      EMBEDDED_WITHOUT_NODE
			""")
	void ofShouldDecideAsTheTableSays(MemoturnMode mode, boolean url, boolean node, boolean unpackaged,
			NodeChoice choice) {
		assertThat(NodeChoice.of(mode, url, node, unpackaged)).isEqualTo(choice);
	}

	@Test
	void ofShouldReadTheEnvironment() {
		MockEnvironment environment = new MockEnvironment();
		ClassLoader classLoader = getClass().getClassLoader();
		assertThat(NodeChoice.of(environment, classLoader)).isEqualTo(NodeChoice.EMBEDDED);
		environment.setProperty("memoturn.url", "http://127.0.0.1:8080");
		assertThat(NodeChoice.of(environment, classLoader)).isEqualTo(NodeChoice.REMOTE);
		environment.setProperty("memoturn.mode", "embedded");
		assertThat(NodeChoice.of(environment, classLoader)).isEqualTo(NodeChoice.URL_AND_EMBEDDED);
	}

	@ParameterizedTest
	@EnumSource(names = { "REMOTE", "EMBEDDED" })
	void whenDecidedThenOrFailDoesNot(NodeChoice choice) {
		assertThatNoException().isThrownBy(choice::orFail);
	}

	@ParameterizedTest
	@EnumSource(names = { "REMOTE", "EMBEDDED" }, mode = Mode.EXCLUDE)
	void whenUndecidedThenOrFailNamesTheRemedy(NodeChoice choice) {
		assertThatExceptionOfType(MemoturnConfigurationException.class).isThrownBy(choice::orFail)
			.satisfies((ex) -> assertThat(ex.getAction()).contains("memoturn.url"));
	}

}
