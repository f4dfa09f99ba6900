package ai.memoturn.client.audit;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What left the node for a model, and where it went. New components may be added: read
 * it, do not construct it.
 *
 * @param provider who runs the model
 * @param model the model
 * @param endpointHost the host to which it went, {@code null} when the server does not
 * say
 * @param selfHosted whether the operator hosts the model
 * @param inputItems how many things were sent: turns to extract from, memories to answer
 * from, texts to embed
 * @param inputBytes how large they were
 * @param outputItems how many things came back, {@code null} when that is not counted
 * @param duration how long it took; zero when nothing was sent
 * @param unknown what else the server says, by its name on the wire; unmodifiable
 */
public record AuditEgress(String provider, String model, @Nullable String endpointHost, boolean selfHosted,
		long inputItems, long inputBytes, @Nullable Long outputItems, Duration duration,
		Map<String, @Nullable Object> unknown) {

	/**
	 * Check what the record is made of.
	 * @param provider who runs the model
	 * @param model the model
	 * @param endpointHost the host to which it went
	 * @param selfHosted whether the operator hosts the model
	 * @param inputItems how many things were sent: turns to extract from
	 * @param inputBytes how large they were
	 * @param outputItems how many things came back
	 * @param duration how long it took
	 * @param unknown what else the server says
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public AuditEgress {
		Objects.requireNonNull(provider, "provider must not be null");
		Objects.requireNonNull(model, "model must not be null");
		Objects.requireNonNull(duration, "duration must not be null");
		unknown = Collections.unmodifiableMap(unknown);
	}

	@JsonCreator
	static AuditEgress read(@JsonProperty("provider") String provider, @JsonProperty("model") String model,
			@JsonProperty("endpoint_host") @Nullable String endpointHost,
			@JsonProperty("self_hosted") boolean selfHosted, @JsonProperty("input_items") long inputItems,
			@JsonProperty("input_bytes") long inputBytes, @JsonProperty("output_items") @Nullable Long outputItems,
			@JsonProperty("duration_ms") long durationMs,
			@JsonAnySetter @Nullable Map<String, @Nullable Object> unknown) {
		return new AuditEgress(provider, model, endpointHost, selfHosted, inputItems, inputBytes, outputItems,
				Duration.ofMillis(durationMs), (unknown != null) ? unknown : Map.of());
	}

}
