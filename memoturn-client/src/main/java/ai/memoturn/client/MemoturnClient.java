package ai.memoturn.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ProfileInfo;
import org.jspecify.annotations.Nullable;

/**
 * Blocking client of one Memoturn node or cluster.
 */
public interface MemoturnClient extends AutoCloseable {

	MemoryProfile memory(String namespace, String profile);

	List<ProfileInfo> profiles(String namespace);

	/**
	 * Ask the node whether it serves requests.
	 */
	void ping();

	ReactiveMemoturnClient reactive();

	@Override
	void close();

	/**
	 * Builds clients.
	 */
	interface Builder {

		Builder url(String url);

		Builder url(URI url);

		/**
		 * Set where to find the node, to be asked on each call.
		 * @param url supplies the base URL
		 * @return this builder
		 */
		Builder url(Supplier<URI> url);

		Builder token(@Nullable String token);

		Builder platformKey(@Nullable String platformKey);

		Builder source(@Nullable String source);

		Builder connectTimeout(Duration connectTimeout);

		Builder responseTimeout(Duration responseTimeout);

		Builder totalTimeout(Duration totalTimeout);

		Builder maxConnections(int maxConnections);

		Builder maxResponseSize(int bytes);

		MemoturnClient build();

	}

}
