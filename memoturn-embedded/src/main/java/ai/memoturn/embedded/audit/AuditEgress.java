package ai.memoturn.embedded.audit;

import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * What left the node for a model.
 *
 * @param provider who serves the model
 * @param model the model
 * @param host the host it is served from, {@code null} if there is none
 * @param selfHosted whether that is in the hands of those who run the node
 * @param inputItems how many items were sent
 * @param inputBytes how many bytes these have
 * @param outputItems how many items came back, {@code null} if none did or they do not
 * count
 * @param durationMillis how long it took
 */
public record AuditEgress(String provider, String model, @Nullable String host, boolean selfHosted, long inputItems,
		long inputBytes, @Nullable Long outputItems, long durationMillis) {

	void write(JsonWriter json) {
		json.beginObject().name("provider").value(this.provider).name("model").value(this.model);
		AuditEvent.optional(json, "endpoint_host", this.host);
		json.name("self_hosted")
			.raw(String.valueOf(this.selfHosted))
			.name("input_items")
			.value(this.inputItems)
			.name("input_bytes")
			.value(this.inputBytes);
		AuditEvent.optional(json, "output_items", this.outputItems);
		json.name("duration_ms").value(this.durationMillis).endObject();
	}

}
