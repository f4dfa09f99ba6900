package ai.memoturn.boot.autoconfigure;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.provider.AnthropicAnswerer;
import ai.memoturn.embedded.provider.AnthropicExtractor;
import ai.memoturn.embedded.provider.Answerer;
import ai.memoturn.embedded.provider.BadProviderOptionException;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.provider.Extractor;
import ai.memoturn.embedded.provider.HttpEmbedder;
import ai.memoturn.embedded.provider.ProviderOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.StringUtils;

/**
 * The models of the embedded node: of each kind the application's bean or, where there is
 * none, the one that properties give a key for.
 */
class EmbeddedModels {

	private static final String PREFIX = "memoturn.embedded.";

	private final MemoturnProperties.Embedded properties;

	private final ObjectProvider<Embedder> embedder;

	private final ObjectProvider<Extractor> extractor;

	private final ObjectProvider<Answerer> answerer;

	EmbeddedModels(MemoturnProperties.Embedded properties, ObjectProvider<Embedder> embedder,
			ObjectProvider<Extractor> extractor, ObjectProvider<Answerer> answerer) {
		this.properties = properties;
		this.embedder = embedder;
		this.extractor = extractor;
		this.answerer = answerer;
	}

	/**
	 * Give the node its models.
	 * @param builder the node
	 * @throws MemoturnConfigurationException if a property cannot be used
	 */
	void apply(EmbeddedNode.Builder builder) {
		use(this.embedder.getIfAvailable(), this::embedder, builder::embedder);
		use(this.extractor.getIfAvailable(), this::extractor, builder::extractor);
		use(this.answerer.getIfAvailable(), this::answerer, builder::answerer);
	}

	private static <T> void use(@Nullable T bean, Supplier<@Nullable T> configured, Consumer<T> option) {
		T model = (bean != null) ? bean : configured.get();
		if (model != null) {
			option.accept(model);
		}
	}

	private @Nullable Embedder embedder() {
		MemoturnProperties.Embedded.Embedding embedding = this.properties.getEmbedding();
		HttpEmbedder.Api api = HttpEmbedder.Api.valueOf(embedding.getProvider().name());
		return model("embedding", embedding, embedding,
				(options) -> new HttpEmbedder(api, options.withSelfHostedHosts(embedding.getSelfHostedHosts())));
	}

	private @Nullable Extractor extractor() {
		MemoturnProperties.Embedded.Model extraction = this.properties.getExtraction();
		return model("extraction", extraction, extraction, AnthropicExtractor::new);
	}

	private @Nullable Answerer answerer() {
		MemoturnProperties.Embedded.Model answers = this.properties.getAnswers();
		MemoturnProperties.Embedded.Model keyOf = StringUtils.hasText(answers.getApiKey()) ? answers
				: this.properties.getExtraction();
		return model("answers", answers, keyOf, AnthropicAnswerer::new);
	}

	/**
	 * Make a model.
	 * @param name the part of the properties' names that tells it from the others
	 * @param model what it is
	 * @param keyOf whose key it uses, and whose base URL unless it has one itself: a key
	 * goes only to where it is for
	 * @param maker makes it
	 * @return the model, {@code null} without a key
	 */
	private static <T> @Nullable T model(String name, MemoturnProperties.Embedded.Model model,
			MemoturnProperties.Embedded.Model keyOf, Function<ProviderOptions, T> maker) {
		String apiKey = keyOf.getApiKey();
		if (!StringUtils.hasText(apiKey)) {
			return null;
		}
		try {
			ProviderOptions options = ProviderOptions.of(apiKey.strip());
			String baseUrl = StringUtils.hasText(model.getBaseUrl()) ? model.getBaseUrl() : keyOf.getBaseUrl();
			if (StringUtils.hasText(baseUrl)) {
				options = options.withBaseUrl(baseUrl);
			}
			String modelName = model.getModel();
			return maker.apply(StringUtils.hasText(modelName) ? options.withModel(modelName.strip()) : options);
		}
		catch (BadProviderOptionException ex) {
			String property = PREFIX + name + ("baseUrl".equals(ex.option()) ? ".base-url" : ".api-key");
			throw new MemoturnConfigurationException(
					"The embedded Memoturn node could not be started. " + property + " " + ex.problem() + ".",
					"Correct it, or leave out the api-key, without which the model is not asked.", ex);
		}
	}

}
