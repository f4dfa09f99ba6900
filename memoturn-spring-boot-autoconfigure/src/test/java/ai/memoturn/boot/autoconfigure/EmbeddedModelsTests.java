package ai.memoturn.boot.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.UnconfiguredException;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecallChannel;
import ai.memoturn.embedded.provider.Answer;
import ai.memoturn.embedded.provider.Answerer;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.provider.ExtractedMemory;
import ai.memoturn.embedded.provider.Extractor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the models of the embedded node.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedModelsTests {

	private static final ExtractRequest TURNS = ExtractRequest.builder().turn("user", "I like tea").build();

	@TempDir
	Path dataDirectory;

	@Test
	void modelsShouldBeReachedAsThePropertiesSay(CapturedOutput output) {
		try (RecordingServer provider = new RecordingServer()) {
			provider.answer(200, "{\"data\":[{\"embedding\":[1,0]}]}");
			run(Minimal.class, (alice) -> {
				alice.ingest(MemoryInput.event("drinks oolong"));
				assertThat(alice.recall("beverages").first().channels()).containsExactly(RecallChannel.VECTOR);
				provider.answer(200,
						"{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"answer\\\":\\\"tea\\\",\\\"sources\\\":[]}\"}]}");
				// Embedding fails now, which a recall by words does not mind.
				assertThat(alice.ask("oolong?").answer()).isEqualTo("tea");
				provider.answer(200, "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"memories\\\":[]}\"}]}");
				assertThat(alice.extract(TURNS).results()).isEmpty();
			}, "embedding.api-key=canary-1", "embedding.provider=openai",
					"embedding.base-url=" + provider.url() + "/v1", "extraction.api-key= canary-2 ",
					"extraction.base-url=" + provider.url());
			assertThat(provider.requests()).extracting(RecordingServer.Request::path)
				.containsExactly("/v1/embeddings", "/v1/embeddings", "/v1/embeddings", "/v1/messages", "/v1/messages");
			assertThat(provider.requests().get(0).authorization()).isEqualTo("Bearer canary-1");
		}
		assertThat(output).doesNotContain("canary");
	}

	@Test
	void beansShouldBeUsedInPlaceOfProperties() {
		run(Beans.class, (alice) -> {
			alice.ingest(MemoryInput.event("drinks oolong"));
			assertThat(alice.recall("beverages").first().channels()).containsExactly(RecallChannel.VECTOR);
			assertThat(alice.ask("what?").answer()).isEqualTo("what? drinks oolong");
			assertThat(alice.propose(TURNS)).extracting(MemoryInput::summary).containsExactly("\"I like tea\"");
		}, "embedding.api-key=key", "embedding.base-url=http://127.0.0.1:1", "extraction.api-key=key",
				"extraction.base-url=http://127.0.0.1:1");
	}

	@Test
	void whenThereIsNoKeyThenThereIsNoModel() {
		run(Minimal.class, (alice) -> {
			assertThatExceptionOfType(UnconfiguredException.class).isThrownBy(() -> alice.ask("what?"));
			assertThatExceptionOfType(UnconfiguredException.class).isThrownBy(() -> alice.extract(TURNS));
		}, "embedding.base-url=nonsense", "extraction.api-key= ", "answers.model=small");
	}

	@ParameterizedTest
	@CsvSource({ "embedding.api-key, canary key, embedding.api-key",
			"extraction.api-key, canary key, extraction.api-key",
			"embedding.base-url, models.example.com, embedding.base-url",
			"extraction.base-url, http://u:canary@h, extraction.base-url",
			"answers.base-url, https://h/?canary, answers.base-url", "embedding.provider, cohere, embedding.provider" })
	void whenAModelCannotBeReachedAsConfiguredThenTheFailureNamesTheProperty(String key, String value, String named,
			CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> run(Minimal.class, (alice) -> {
		}, "embedding.api-key=canary-1", "extraction.api-key=canary-2", "answers.api-key=canary-3", key + "=" + value));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("memoturn.embedded." + named)
			.doesNotContain("canary");
		assertThat(this.dataDirectory).isEmptyDirectory();
	}

	private void run(Class<?> source, Consumer<MemoryProfile> test, String... properties) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		String[] arguments = { "--memoturn.embedded.data-directory=" + this.dataDirectory };
		for (String property : properties) {
			arguments = StringUtils.addStringToArray(arguments, "--memoturn.embedded." + property);
		}
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			test.accept(context.getBean(MemoturnClient.class).memory("dev", "alice"));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MemoturnAutoConfiguration.class)
	static class Minimal {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MemoturnAutoConfiguration.class)
	static class Beans {

		// Depends on what depends on the node.
		@Bean
		Embedder embedder(MemoturnClient client) {
			assertThat(client).isNotNull();
			return (texts, purpose) -> texts.stream().map((text) -> new float[] { 1 }).toList();
		}

		@Bean
		Extractor extractor() {
			return (turns) -> List.of(new ExtractedMemory("event", null, turns.get(0).content(), "", ""));
		}

		@Bean
		Answerer answerer() {
			return (question, memories) -> new Answer(question + " " + memories.get(0).summary(), List.of());
		}

	}

}
