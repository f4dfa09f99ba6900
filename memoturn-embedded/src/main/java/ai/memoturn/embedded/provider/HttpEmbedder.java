package ai.memoturn.embedded.provider;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider of embeddings over HTTP (protocol, memory, section 8), one call for
 * each batch of texts. Safe for use by many threads.
 */
public final class HttpEmbedder implements Embedder {

	/** Of an answer without its vectors. */
	private static final int SPARE_BYTES = 1 << 18;

	/** Enough for some five thousand numbers with all their digits. */
	private static final int BYTES_PER_VECTOR = 1 << 17;

	private static final int MOST_BYTES = 1 << 26;

	private static final float[] NO_VALUES = {};

	private final Api api;

	private final ModelEndpoint endpoint;

	private final JsonEndpoint operation;

	/**
	 * Create an embedder. Nothing is sent before it is used.
	 * @param api what the provider speaks
	 * @param options how it is reached; {@code voyage-3.5} at
	 * {@code https://api.voyageai.com} or {@code text-embedding-3-small} at
	 * {@code https://api.openai.com} unless they say otherwise
	 */
	public HttpEmbedder(Api api, ProviderOptions options) {
		URI address = options.address(api.base, "/v1/embeddings");
		this.api = api;
		this.endpoint = options.endpoint(api.wireName(), api.model, address);
		this.operation = new JsonEndpoint(address, options.timeout(), "Authorization", "Bearer " + options.apiKey());
	}

	@Override
	public ModelEndpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public List<float[]> embed(List<String> texts, Purpose purpose) {
		JsonWriter body = new JsonWriter(64 + 128 * texts.size());
		body.beginObject().name("model").value(this.endpoint.model()).name("input").beginArray();
		texts.forEach(body::value);
		body.endArray();
		if (this.api == Api.VOYAGE) {
			body.name("input_type").value(purpose.name().toLowerCase(Locale.ROOT));
		}
		long mostBytes = Math.min(MOST_BYTES, SPARE_BYTES + (long) BYTES_PER_VECTOR * texts.size());
		return this.operation.post(body.endObject(), (int) mostBytes, HttpEmbedder::vectors);
	}

	private static List<float[]> vectors(JsonReader json) {
		List<Vector> vectors = new ArrayList<>();
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			if (field.equals("data")) {
				seen = json.once(seen, 0);
				json.beginArray();
				while (json.nextElement()) {
					vectors.add(vector(json, vectors.size()));
				}
			}
			else {
				json.skip();
			}
		}
		json.require(seen, 0, "data");
		vectors.sort(Comparator.comparingLong(Vector::index));
		for (int i = 1; i < vectors.size(); i++) {
			// Which of the two belongs to which text is not to be guessed.
			if (vectors.get(i).index() == vectors.get(i - 1).index()) {
				throw new ProviderException("answered with two vectors for one text");
			}
		}
		return vectors.stream().map(Vector::values).toList();
	}

	private static Vector vector(JsonReader json, int position) {
		float[] values = NO_VALUES;
		Long index = null;
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "embedding" -> {
					seen = json.once(seen, 0);
					values = Objects.requireNonNullElse(json.floats(), NO_VALUES);
				}
				case "index" -> {
					seen = json.once(seen, 1);
					index = json.optionalUnsigned32();
				}
				default -> json.skip();
			}
		}
		json.require(seen, 0, "embedding");
		return new Vector((index != null) ? index : position, values);
	}

	@Override
	public String toString() {
		return "HttpEmbedder[" + this.endpoint + "]";
	}

	private record Vector(long index, float[] values) {
	}

	/**
	 * What a provider of embeddings speaks.
	 */
	public enum Api {

		/** That of Voyage AI, which tells documents and queries apart. */
		VOYAGE("https://api.voyageai.com", "voyage-3.5"),

		/** That of OpenAI, which many servers of models speak. */
		OPENAI("https://api.openai.com", "text-embedding-3-small");

		private final String base;

		private final String model;

		Api(String base, String model) {
			this.base = base;
			this.model = model;
		}

		String wireName() {
			return name().toLowerCase(Locale.ROOT);
		}

		/**
		 * Return the API of a name.
		 * @param name {@code voyage} or {@code openai}; {@code null} for the default,
		 * which is the former
		 * @return the API
		 * @throws BadProviderOptionException if there is none of that name
		 */
		public static Api of(@Nullable String name) {
			if (name == null) {
				return VOYAGE;
			}
			for (Api api : values()) {
				if (api.wireName().equals(name)) {
					return api;
				}
			}
			throw new BadProviderOptionException("provider", "is '" + name + "'; use voyage or openai");
		}

	}

}
