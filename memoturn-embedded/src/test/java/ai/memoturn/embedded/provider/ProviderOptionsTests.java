package ai.memoturn.embedded.provider;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProviderOptions} and {@link SelfHosted}.
 */
class ProviderOptionsTests {

	private static final ProviderOptions OPTIONS = ProviderOptions.of("s3cret");

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "s3cret key", "s3cret\n", "s3crét", "s3cret\u007f" })
	void whenKeyCannotTravelInAHeaderThenRefusedWithoutShowingIt(String key) {
		assertThatExceptionOfType(BadProviderOptionException.class).isThrownBy(() -> ProviderOptions.of(key))
			.returns("apiKey", BadProviderOptionException::option)
			.withMessageContaining("not shown")
			.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("s3cr"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "models.example.com", "ftp://models.example.com", "http://", "http:///v1",
			"https://user:s3cret@models.example.com", "https://models.example.com/v1?key=s3cret",
			"https://models.example.com/#s3cret", "http://my_host", "http://a b", "http://[::1", "file:/etc/passwd" })
	void whenBaseUrlIsNoPlainAddressThenRefusedWithoutShowingIt(String url) {
		assertThatExceptionOfType(BadProviderOptionException.class).isThrownBy(() -> OPTIONS.withBaseUrl(url))
			.returns("baseUrl", BadProviderOptionException::option)
			.withMessageContaining("write for example")
			.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("s3cret"));
	}

	@Test
	void whenOtherOptionsAreOutOfRangeThenRefused() {
		assertThatExceptionOfType(BadProviderOptionException.class).isThrownBy(() -> OPTIONS.withModel(" "))
			.returns("model", BadProviderOptionException::option);
		for (Duration timeout : List.of(Duration.ZERO, Duration.ofHours(1).plusMillis(1), Duration.ofSeconds(-1))) {
			assertThatExceptionOfType(BadProviderOptionException.class).isThrownBy(() -> OPTIONS.withTimeout(timeout))
				.returns("timeout", BadProviderOptionException::option);
		}
		assertThatExceptionOfType(BadProviderOptionException.class).isThrownBy(() -> HttpEmbedder.Api.of("cohere"))
			.withMessage("provider: is 'cohere'; use voyage or openai");
		assertThat(HttpEmbedder.Api.of(null)).isEqualTo(HttpEmbedder.Api.VOYAGE);
		assertThat(HttpEmbedder.Api.of("openai")).isEqualTo(HttpEmbedder.Api.OPENAI);
	}

	@Test
	void optionsShouldNotShowTheKey() {
		assertThat(
				OPTIONS.withModel("m").withBaseUrl("https://models.example.com/v1/").withSelfHostedHosts(List.of("A")))
			.hasToString(
					"ProviderOptions[model=m, baseUrl=https://models.example.com, selfHostedHosts=[a], timeout=PT1M]");
	}

	private static boolean isSelfHosted(String url, String... listed) {
		return new HttpEmbedder(HttpEmbedder.Api.OPENAI, OPTIONS.withBaseUrl(url).withSelfHostedHosts(List.of(listed)))
			.endpoint()
			.selfHosted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:11434/v1", "http://LOCALHOST", "http://127.0.0.1", "http://127.255.3.4",
			"http://10.1.2.3", "http://172.16.0.1", "http://172.31.255.255", "http://192.168.1.1",
			"http://169.254.169.254", "http://[::1]:8080", "http://[0:0:0:0:0:0:0:1]", "http://ollama:11434",
			"https://models.ai.svc.cluster.local/v1", "https://models.corp.internal", "https://MODELS.INTERNAL" })
	@Section({ "memory 8 embedding", "trust 3.4" })
	void whatIsEvidentlyOursShouldCountAsSelfHosted(String url) {
		assertThat(isSelfHosted(url)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://api.example.com", "http://8.8.8.8", "http://172.15.0.1", "http://172.32.0.1",
			"http://192.169.0.1", "http://169.253.1.1", "http://11.0.0.1", "http://126.0.0.1", "http://0.0.0.0",
			"http://[2001:db8::1]", "http://[::ffff:10.0.0.1]", "http://[fe80::1]", "http://[fd00::1]",
			"https://internal.example.com", "https://notinternal.com", "https://svc.cluster.local.example.com",
			"https://localhost.example.com", "https://10.0.0.1.example.com",
			// A resolver may take these for public addresses.
			"http://134744072", "http://0x08080808", "http://010.8.8.8", "http://10.0.0.256" })
	@Section({ "memory 8 embedding", "trust 3.4" })
	void whatMayBelongToOthersShouldNotCountAsSelfHosted(String url) {
		assertThat(SelfHosted.test(SelfHosted.normalize(url.replaceFirst("https?://", "")), Set.of())).isFalse();
	}

	@Test
	@Section({ "memory 8 embedding", "trust 3.4" })
	void listedHostsShouldCountAsSelfHostedWhereTheBaseUrlNamesThem() {
		assertThat(isSelfHosted("https://models.example.com/v1", " Models.Example.com ", "")).isTrue();
		assertThat(isSelfHosted("https://[2001:db8::1]/", "2001:db8::1")).isTrue();
		assertThat(isSelfHosted("https://models.example.com/v1", "example.com")).isFalse();
		assertThat(isSelfHosted("https://models.example.com.evil.com", "models.example.com")).isFalse();
		assertThat(new HttpEmbedder(HttpEmbedder.Api.OPENAI, OPTIONS.withSelfHostedHosts(List.of("api.openai.com")))
			.endpoint()
			.selfHosted()).as("without a base URL").isFalse();
	}

}
