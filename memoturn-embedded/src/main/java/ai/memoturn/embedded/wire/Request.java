package ai.memoturn.embedded.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.access.AccessRequest;
import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.json.JsonReader;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request as a handler sees it: routed, within its limits, its body complete.
 */
final class Request {

	private final Router.Match match;

	private final Target target;

	private final Map<String, String> query;

	private final HttpHeaders headers;

	private final AccessControl access;

	private final AccessRequest accessRequest;

	/** Set before the handler runs. */
	private volatile Caller caller = Caller.NOBODY;

	private byte[] body = {};

	private int bodyLength;

	Request(Router.Match match, Target target, HttpHeaders headers, AccessControl access, AccessRequest accessRequest) {
		this.match = match;
		this.target = target;
		this.query = target.query();
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

	/**
	 * Return whether {@link #requireWrite} lets the caller through.
	 * @param database the name of the database
	 */
	boolean mayWrite(String database) {
		return this.access.mayWrite(this.caller, database);
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

	boolean repeatsQuery(String name) {
		return this.target.repeats(name);
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
		return switch (route().body()) {
			case LENIENT -> JsonReader.readLenient(this.body, this.bodyLength, decoder);
			case STRICT -> JsonReader.readStrict(this.body, this.bodyLength, decoder);
			case NONE, BYTES -> throw new IllegalStateException(route().template() + " reads no JSON");
		};
	}

}
