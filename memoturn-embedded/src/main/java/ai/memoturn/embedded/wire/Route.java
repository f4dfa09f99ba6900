package ai.memoturn.embedded.wire;

import java.util.List;

import io.netty.handler.codec.http.HttpMethod;

/**
 * One row of the table of routes.
 *
 * @param method the method; {@code HEAD} is served wherever {@code GET} is
 * @param template the path, with variables in braces as whole segments
 * @param body how a request body is read
 * @param limit how large it may be
 * @param control whether it shares the budget of the control routes
 * @param write whether it waits, for its turn to write on a branch or for a model
 * @param handler what answers
 */
record Route(HttpMethod method, String template, Body body, Limit limit, boolean control, boolean write,
		Handler handler) {

	/**
	 * Stand in for the route that a request does not have.
	 * @param refusal the answer
	 * @return a route that gives it
	 */
	static Route none(Reply refusal) {
		return new Route(HttpMethod.GET, "/", Body.NONE, Limit.QUERY, false, false, (request) -> refusal);
	}

	static Route get(String template, Handler handler) {
		return new Route(HttpMethod.GET, template, Body.NONE, Limit.QUERY, false, false, handler);
	}

	static Route delete(String template, Handler handler) {
		return new Route(HttpMethod.DELETE, template, Body.NONE, Limit.QUERY, false, false, handler);
	}

	static Route post(String template, Body body, Limit limit, Handler handler) {
		return new Route(HttpMethod.POST, template, body, limit, false, false, handler);
	}

	static Route put(String template, Body body, Limit limit, Handler handler) {
		return new Route(HttpMethod.PUT, template, body, limit, false, false, handler);
	}

	Route asControl() {
		return new Route(this.method, this.template, this.body, this.limit, true, this.write, this.handler);
	}

	Route asWrite() {
		return new Route(this.method, this.template, this.body, this.limit, this.control, true, this.handler);
	}

	/**
	 * Say that it waits for a model: like a write, it gets a thread of its own.
	 */
	Route asWaiting() {
		return asWrite();
	}

	List<String> segments() {
		return List.of(this.template.substring(1).split("/"));
	}

	/**
	 * How a route reads its body.
	 */
	enum Body {

		/** Not at all. */
		NONE,

		/** As it is, whatever its content type. */
		BYTES,

		/** JSON; a wrong shape is an enveloped 400. */
		LENIENT,

		/** JSON; a wrong shape is a bare 422. */
		STRICT;

		boolean isJson() {
			return this == LENIENT || this == STRICT;
		}

	}

	/**
	 * Which limit of the node a body is held to.
	 */
	enum Limit {

		/** One mebibyte, fixed. */
		QUERY,

		/** The configured limit of the routes that bear data. */
		DATA

	}

	/**
	 * Answers a request; runs on a worker thread and may block. Whatever it throws
	 * becomes an answer through {@link Failures}.
	 */
	@FunctionalInterface
	interface Handler {

		Reply handle(Request request);

	}

}
