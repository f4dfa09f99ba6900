package ai.memoturn.embedded.wire;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all requests of a node share.
 *
 * @param options the node's options
 * @param workers runs handlers
 * @param inFlight the slots
 * @param bodyBytes bytes held by bodies now
 * @param bodyBytesLimit bytes that all bodies together may hold
 */
record Limits(WireOptions options, Workers workers, InFlight inFlight, AtomicLong bodyBytes, long bodyBytesLimit) {

	static Limits of(WireOptions options, Workers workers) {
		// A body becomes text, vectors and an answer while it is processed, so no more
		// than a quarter of the heap may wait in raw form; one full body always fits.
		long limit = Math.max(2 * options.maxBodySize(), Runtime.getRuntime().maxMemory() / 4);
		return new Limits(options, workers, new InFlight(options.maxConcurrency()), new AtomicLong(), limit);
	}

	BodyBuffer newBody(Route.Limit limit) {
		return new BodyBuffer(this.options.limit(limit), this.bodyBytes, this.bodyBytesLimit);
	}

	static Reply tooLarge() {
		return Reply.text(413, "Failed to buffer the request body: length limit exceeded");
	}

}
