package ai.memoturn.embedded.wire;

import java.time.Duration;
import java.util.Set;

/**
 * How the node is reached and what it bears.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any free one
 * @param requestTimeout the budget of a request, waiting and the body included
 * @param maxBodySize bytes that a data-bearing route accepts
 * @param maxConcurrency requests that run at the same time; more wait
 * @param maxWriters writes that may run or wait on the branches at the same time, each on
 * a thread of its own; more share the threads of the other requests
 * @param controlRate requests a second that the control routes share
 * @param allowedHosts what a {@code Host} header may say besides loopback names
 */
public record WireOptions(String host, int port, Duration requestTimeout, long maxBodySize, int maxConcurrency,
		int maxWriters, double controlRate, Set<String> allowedHosts) {

	static final long QUERY_BODY_LIMIT = 1_048_576;

	long limit(Route.Limit limit) {
		return switch (limit) {
			case QUERY -> QUERY_BODY_LIMIT;
			case DATA -> this.maxBodySize;
		};
	}

}
