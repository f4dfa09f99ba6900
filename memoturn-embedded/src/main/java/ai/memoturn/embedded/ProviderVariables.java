package ai.memoturn.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.memoturn.embedded.provider.AnthropicAnswerer;
import ai.memoturn.embedded.provider.AnthropicExtractor;
import ai.memoturn.embedded.provider.BadProviderOptionException;
import ai.memoturn.embedded.provider.HttpEmbedder;
import ai.memoturn.embedded.provider.ProviderOptions;
import org.jspecify.annotations.Nullable;

/**
 * The models of the node as a program, out of {@code MEMOTURN_*} environment variables
 * (protocol, branching and control, section 14). Without its key a model is not there and
 * its other variables are not looked at.
 */
final class ProviderVariables {

	private static final String EMBED = "MEMOTURN_EMBED_";

	private static final String EXTRACT = "MEMOTURN_EXTRACT_";

	private static final String ASSISTANT = "MEMOTURN_ASSISTANT_";

	private static final Map<String, String> SUFFIXES_BY_OPTION = Map.of("apiKey", "API_KEY", "provider", "PROVIDER",
			"model", "MODEL", "baseUrl", "BASE_URL");

	private final Function<String, @Nullable String> values;

	/**
	 * Create the options.
	 * @param values the value of a variable, {@code null} if it has none
	 */
	ProviderVariables(Function<String, @Nullable String> values) {
		this.values = values;
	}

	/**
	 * Give the node the models that the variables speak of.
	 * @throws ProgramOptions.BadOptionException if one cannot be used
	 */
	void apply(EmbeddedNode.Builder builder) {
		if (has(EMBED)) {
			builder.embedder(named(EMBED, this::embedder));
		}
		if (has(EXTRACT)) {
			builder.extractor(named(EXTRACT, () -> new AnthropicExtractor(options(EXTRACT))));
		}
		if (has(ASSISTANT)) {
			builder.answerer(named(ASSISTANT, () -> new AnthropicAnswerer(options(ASSISTANT))));
		}
		else if (has(EXTRACT)) {
			// The key goes only to where it is for, unless somebody says otherwise.
			ProviderOptions shared = named(EXTRACT, () -> withBaseUrl(key(EXTRACT), EXTRACT));
			builder.answerer(named(ASSISTANT, () -> new AnthropicAnswerer(with(shared, ASSISTANT))));
		}
	}

	private HttpEmbedder embedder() {
		String hosts = value(EMBED + "SELF_HOSTED_HOSTS");
		List<String> selfHosted = (hosts != null) ? Arrays.asList(hosts.split(",")) : List.of();
		return new HttpEmbedder(HttpEmbedder.Api.of(value(EMBED + "PROVIDER")),
				options(EMBED).withSelfHostedHosts(selfHosted));
	}

	private ProviderOptions options(String prefix) {
		return with(key(prefix), prefix);
	}

	private ProviderOptions key(String prefix) {
		return ProviderOptions.of(String.valueOf(value(prefix + "API_KEY")));
	}

	private ProviderOptions with(ProviderOptions options, String prefix) {
		String model = value(prefix + "MODEL");
		return withBaseUrl((model != null) ? options.withModel(model) : options, prefix);
	}

	private ProviderOptions withBaseUrl(ProviderOptions options, String prefix) {
		String baseUrl = value(prefix + "BASE_URL");
		return (baseUrl != null) ? options.withBaseUrl(baseUrl) : options;
	}

	/** Say in terms of variables what is wrong. */
	private static <T> T named(String prefix, Supplier<T> made) {
		try {
			return made.get();
		}
		catch (BadProviderOptionException ex) {
			throw new ProgramOptions.BadOptionException(
					prefix + SUFFIXES_BY_OPTION.get(ex.option()) + " " + ex.problem());
		}
	}

	private boolean has(String prefix) {
		return value(prefix + "API_KEY") != null;
	}

	private @Nullable String value(String variable) {
		return this.values.apply(variable);
	}

}
