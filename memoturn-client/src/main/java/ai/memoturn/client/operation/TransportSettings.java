package ai.memoturn.client.operation;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import ai.memoturn.client.observation.MemoturnCallConvention;
import ai.memoturn.client.options.RetrySettings;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a transport connects.
 *
 * @param url supplies the base URL, asked on each call
 * @param credentials what to authorize with
 * @param connectTimeout how long connecting may take
 * @param responseTimeout how long the peer may stay silent
 * @param totalTimeout how long a call may take in all
 * @param maxConnections how many connections there may be
 * @param maxResponseSize how many bytes an answer may have, decompressed
 * @param connection what connections are like
 * @param retry when to send again
 * @param readYourWrites how long a transaction id that was seen is demanded of reads,
 * zero for not at all
 * @param observations whom to tell of calls
 */
public record TransportSettings(Supplier<URI> url, Credentials credentials, Duration connectTimeout,
		Duration responseTimeout, Duration totalTimeout, int maxConnections, int maxResponseSize,
		ConnectionSettings connection, RetrySettings retry, Duration readYourWrites, Observations observations) {

	public TransportSettings {
		Checks.positive("connectTimeout", connectTimeout);
		Checks.positive("responseTimeout", responseTimeout);
		Checks.positive("totalTimeout", totalTimeout);
		within("connectTimeout", connectTimeout, totalTimeout);
		within("responseTimeout", responseTimeout, totalTimeout);
		Checks.positive("maxConnections", maxConnections);
		Checks.positive("maxResponseSize", maxResponseSize);
	}

	/**
	 * Return whether the peer may be silent for less than a call may take. If not, the
	 * limit of the call is always reached first, and each request is spared a timer.
	 * @return {@code true} if silence needs a timer of its own
	 */
	boolean limitsSilence() {
		return this.responseTimeout.compareTo(this.totalTimeout) < 0;
	}

	private static void within(String parameter, Duration value, Duration total) {
		if (value.compareTo(total) > 0) {
			throw new IllegalArgumentException(parameter + " (" + value + ") must not be longer than totalTimeout ("
					+ total + "): shorten it or raise totalTimeout");
		}
	}

	/**
	 * Whom to tell of calls.
	 *
	 * @param client what the client is called
	 * @param registry takes observations; one that does nothing costs nothing
	 * @param convention names them, {@code null} for what the registry or else the client
	 * says
	 */
	public record Observations(String client, ObservationRegistry registry,
			@Nullable MemoturnCallConvention convention) {

	}

}
