package ai.memoturn.client.token;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import ai.memoturn.client.operation.MintOperations.MintAnswer;

/**
 * A token fresh from the node. Whoever has {@link #value()} has what the token allows
 * until it expires, so {@link #toString()} does not show it. New components may be added:
 * read it, do not construct it.
 *
 * @param value the token, to be handed to {@code MemoturnClient.builder().token(...)}
 * @param ttl how long the token is valid, from when the node made it
 * @param expiresAt when the token expires by the clock of this machine, counted from the
 * whole second before the request was made: never later than the node's own reckoning, as
 * long as both clocks agree. Nodes grant a few seconds more; do not rely on them
 */
public record MintedToken(String value, Duration ttl, Instant expiresAt) {

	/**
	 * Check what the record is made of.
	 * @param value the token
	 * @param ttl how long the token is valid
	 * @param expiresAt when the token expires by the clock of this machine
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public MintedToken {
		Objects.requireNonNull(value, "value must not be null");
		Objects.requireNonNull(ttl, "ttl must not be null");
		Objects.requireNonNull(expiresAt, "expiresAt must not be null");
	}

	static MintedToken of(MintAnswer answer, Instant asked) {
		Duration ttl = Duration.ofSeconds(answer.expiresIn());
		// Nodes count from the whole second.
		return new MintedToken(answer.token(), ttl, asked.truncatedTo(ChronoUnit.SECONDS).plus(ttl));
	}

	@Override
	public String toString() {
		return "MintedToken[******, expiresAt=" + this.expiresAt + "]";
	}

}
