package ai.memoturn.client.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came over the wire.
 *
 * @param method the HTTP method
 * @param target the request target, as sent
 * @param headers the headers, names in lower case
 * @param body the body
 */
public record ReceivedRequest(String method, String target, Map<String, List<String>> headers, String body) {

	public Optional<String> header(String name) {
		return this.headers.getOrDefault(name, List.of()).stream().findFirst();
	}

	public String path() {
		return this.target.split("\\?", 2)[0];
	}

}
