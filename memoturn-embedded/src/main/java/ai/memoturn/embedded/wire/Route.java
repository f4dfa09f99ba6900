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
 * @param handler what answers
 */
record Route(HttpMethod method, String template, Body body, Limit limit, Handler handler) {

	static Route get(String template, Handler handler) {
		return new Route(HttpMethod.GET, template, Body.NONE, Limit.QUERY, handler);
	}

	static Route delete(String template, Handler handler) {
		return new Route(HttpMethod.DELETE, template, Body.NONE, Limit.QUERY, handler);
	}

	static Route post(String template, Body body, Limit limit, Handler handler) {
		return new Route(HttpMethod.POST, template, body, limit, handler);
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

		/** JSON; a wrong shape is an enveloped 400. */
		LENIENT,

		/** JSON; a wrong shape is a bare 422. */
		STRICT

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
