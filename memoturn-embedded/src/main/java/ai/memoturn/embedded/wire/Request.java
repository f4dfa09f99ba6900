package ai.memoturn.embedded.wire;

import java.util.Map;
import java.util.function.Function;

import ai.memoturn.embedded.json.JsonReader;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request as a handler sees it: routed, within its limits, its body complete.
 */
final class Request {

	private final Route route;

	private final Map<String, String> variables;

	private final Map<String, String> query;

	private final HttpHeaders headers;

	private byte[] body = {};

	private int bodyLength;

	Request(Route route, Map<String, String> variables, Map<String, String> query, HttpHeaders headers) {
		this.route = route;
		this.variables = variables;
		this.query = query;
		this.headers = headers;
	}

	Route route() {
		return this.route;
	}

	void body(byte[] bytes, int length) {
		this.body = bytes;
		this.bodyLength = length;
	}

	/**
	 * Return the value of a variable of the route's template.
	 * @param name the variable
	 * @return the decoded segment
	 */
	String variable(String name) {
		String value = this.variables.get(name);
		if (value == null) {
			throw new IllegalStateException(this.route.template() + " has no variable " + name);
		}
		return value;
	}

	@Nullable String query(String name) {
		return this.query.get(name);
	}

	/**
	 * Return a header's value.
	 * @param name the header
	 * @return its first value, or {@code null} if there is none or it is not plain ASCII
	 */
	@Nullable String header(String name) {
		String value = this.headers.get(name);
		if (value == null) {
			return null;
		}
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if ((c < ' ' && c != '\t') || c >= 0x7f) {
				return null;
			}
		}
		return value;
	}

	/**
	 * Return whether a write is to be in stable storage before it is answered.
	 * @return whether the header says so
	 */
	boolean isDurable() {
		return "durable".equalsIgnoreCase(header("Memoturn-Durability"));
	}

	/**
	 * Read the body in the style of the route.
	 * @param decoder reads the document's one value
	 * @param <T> what is read
	 * @return what the decoder returned
	 */
	<T> T read(Function<JsonReader, T> decoder) {
		return switch (this.route.body()) {
			case LENIENT -> JsonReader.readLenient(this.body, this.bodyLength, decoder);
			case STRICT -> JsonReader.readStrict(this.body, this.bodyLength, decoder);
			case NONE -> throw new IllegalStateException(this.route.template() + " reads no body");
		};
	}

}
