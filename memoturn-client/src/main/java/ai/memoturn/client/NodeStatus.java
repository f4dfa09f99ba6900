package ai.memoturn.client;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a node that serves requests says of itself. New components may be added: read it,
 * do not construct it.
 *
 * @param clockSkew by how much the node's clock is ahead of the one here, negative when
 * it is behind, and zero when the two can be the same: a node says its time in whole
 * seconds, and at some moment between request and answer; {@code null} when it says none
 */
public record NodeStatus(@Nullable Duration clockSkew) {

	static NodeStatus of(@Nullable Instant said, Instant asked, Instant answered) {
		if (said == null) {
			return new NodeStatus(null);
		}
		if (said.isAfter(answered)) {
			return new NodeStatus(Duration.between(answered, said));
		}
		Instant latest = said.plusSeconds(1);
		return new NodeStatus(latest.isBefore(asked) ? Duration.between(asked, latest) : Duration.ZERO);
	}

}
