package ai.memoturn.embedded.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

import ai.memoturn.embedded.database.DatabaseSpec;
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
	 * Return which branch a route of one database goes to.
	 * @return the spec in the path
	 */
	DatabaseSpec spec() {
		return DatabaseSpec.parse(variable("database"));
	}

	/**
	 * Return whether a write is to be in stable storage before it is answered.
	 * @return whether the request asks for it
	 */
	boolean durable() {
		return "durable".equalsIgnoreCase(header("Memoturn-Durability"));
	}

	/**
	 * Return an unsigned 32-bit integer of the query string.
	 * @param name its name
	 * @param otherwise what to return if it is not there, or not such a number
	 * @return its value
	 */
	long unsigned32(String name, long otherwise) {
		String text = query(name);
		if (text == null) {
			return otherwise;
		}
		try {
			return Integer.toUnsignedLong(Integer.parseUnsignedInt(text));
		}
		catch (NumberFormatException ex) {
			return otherwise;
		}
	}

	/**
	 * Return the body of a route that takes it as it is.
	 * @return the bytes, which are the caller's
	 */
	byte[] bytes() {
		return Arrays.copyOf(this.body, this.bodyLength);
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
			case NONE, BYTES -> throw new IllegalStateException(this.route.template() + " reads no JSON");
		};
	}

}
