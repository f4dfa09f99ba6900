package ai.memoturn.embedded.provider;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Where content goes when a model is asked. Nothing of it is secret.
 *
 * @param provider who serves the model, for example {@code voyage}
 * @param model the model
 * @param host the host name or address it is served from, {@code null} where there is
 * none, as for a model in this process
 * @param selfHosted whether it is in the hands of those who run the node; the policy
 * {@code self_hosted_only} lets content go nowhere else
 */
public record ModelEndpoint(String provider, String model, @Nullable String host, boolean selfHosted) {

	/** Some model somewhere. */
	public static final ModelEndpoint UNKNOWN = new ModelEndpoint("custom", "unknown", null, false);

	public ModelEndpoint {
		Objects.requireNonNull(provider, "provider");
		Objects.requireNonNull(model, "model");
	}

	@Override
	public String toString() {
		return this.provider + " (model " + this.model + ((this.host != null) ? " at " + this.host : "") + ")";
	}

}
