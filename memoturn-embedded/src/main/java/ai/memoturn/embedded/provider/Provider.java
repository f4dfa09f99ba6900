package ai.memoturn.embedded.provider;

/**
 * A model that a node asks. Called by many threads at the same time, at most 32, none of
 * which is an event loop: it may block. The node waits for a limited time, then
 * interrupts the call; one that goes on nevertheless occupies one of the 32. The node
 * never asks the same thing twice and does not close a provider.
 * <p>
 * A call fails with a {@link ProviderException}, whose message the node logs and writes
 * into the audit stream; of any other exception it shows the class alone.
 */
public sealed interface Provider permits Embedder, Extractor, Answerer {

	/**
	 * Say what is asked and where it is, for policies and the audit stream.
	 * @return the same at every call; {@link ModelEndpoint#UNKNOWN} unless it is
	 * overridden, which counts as being in somebody else's hands
	 */
	default ModelEndpoint endpoint() {
		return ModelEndpoint.UNKNOWN;
	}

}
