package ai.memoturn.embedded.wire;

import java.util.Map;
import java.util.function.Function;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.access.AccessRequest;
import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.json.JsonReader;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request as a handler sees it: routed, within its limits, its body complete.
 */
final class Request {

	private final Router.Match match;

	private final Map<String, String> query;

	private final HttpHeaders headers;

	private final AccessControl access;

	private final AccessRequest accessRequest;

	/** Set before the handler runs. */
	private volatile Caller caller = Caller.NOBODY;

	private byte[] body = {};

	private int bodyLength;

	Request(Router.Match match, Map<String, String> query, HttpHeaders headers, AccessControl access,
			AccessRequest accessRequest) {
		this.match = match;
		this.query = query;
		this.headers = headers;
		this.access = access;
		this.accessRequest = accessRequest;
	}

	Route route() {
		return this.match.route();
	}

	/**
	 * Return the answer to a request that no route serves.
	 */
	@Nullable Reply refusal() {
		return this.match.refusal();
	}

	/**
	 * Return whether {@link #authorize()} takes no time, so that it may run on an event
	 * loop.
	 */
	boolean isQuicklyAuthorized() {
		return this.access.isQuick(this.accessRequest);
	}

	/**
	 * Find out who makes the request, and whether that one may.
	 * @throws Fault {@code unauthorized}, {@code forbidden}
	 */
	void authorize() {
		this.caller = this.access.authorize(this.accessRequest);
	}

	/**
	 * Return who makes the request.
	 * @return the caller, once authorized
	 */
	Caller caller() {
		return this.caller;
	}

	/**
	 * Ask for more than the route does, because the body has shown that it writes.
	 * @param database the name of the database
	 * @throws Fault {@code forbidden} if the caller may only read it
	 */
	void requireWrite(String database) {
		this.access.requireWrite(this.caller, database);
	}

	HttpHeaders headers() {
		return this.headers;
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
		String value = this.match.variables().get(name);
		if (value == null) {
			throw new IllegalStateException(route().template() + " has no variable " + name);
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
	 * Read the body in the style of the route.
	 * @param decoder reads the document's one value
	 * @param <T> what is read
	 * @return what the decoder returned
	 */
	<T> T read(Function<JsonReader, T> decoder) {
		return switch (route().body()) {
			case LENIENT -> JsonReader.readLenient(this.body, this.bodyLength, decoder);
			case STRICT -> JsonReader.readStrict(this.body, this.bodyLength, decoder);
			case NONE -> throw new IllegalStateException(route().template() + " reads no body");
		};
	}

}
