package ai.memoturn.embedded.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. Literal segments match what was sent, not what it decodes
 * to; variables match one segment that is not empty.
 */
final class Router {

	private final Map<Integer, List<Entry>> entriesByLength = new HashMap<>();

	Router(List<Route> routes) {
		for (Route route : routes) {
			List<String> segments = route.segments();
			this.entriesByLength.computeIfAbsent(segments.size(), (size) -> new ArrayList<>())
				.add(new Entry(route, segments));
		}
	}

	/**
	 * Find the route of a request.
	 * @param method the request's method
	 * @param target the request's target
	 * @return the route with the values of its variables, or the answer that there is
	 * none
	 */
	Match match(HttpMethod method, Target target) {
		HttpMethod wanted = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
		Set<String> allowed = new LinkedHashSet<>();
		for (Entry entry : this.entriesByLength.getOrDefault(target.rawSegments().size(), List.of())) {
			if (entry.matches(target.rawSegments())) {
				Route route = entry.route();
				if (route.method().equals(wanted)) {
					return new Match(route, entry.variables(target.segments()), null);
				}
				allowed.add(route.method().name());
				if (route.method().equals(HttpMethod.GET)) {
					allowed.add(HttpMethod.HEAD.name());
				}
			}
		}
		Reply refusal = allowed.isEmpty() ? Reply.empty(404) : Reply.methodNotAllowed(String.join(",", allowed));
		return new Match(Route.none(refusal), Map.of(), refusal);
	}

	/**
	 * What a request was matched to.
	 *
	 * @param route the route, or what stands in for it
	 * @param variables the decoded values of its variables
	 * @param refusal the answer where there is no route
	 */
	record Match(Route route, Map<String, String> variables, @Nullable Reply refusal) {
	}

	private record Entry(Route route, List<String> template) {

		boolean matches(List<String> raw) {
			for (int i = 0; i < raw.size(); i++) {
				String expected = this.template.get(i);
				if (isVariable(expected) ? raw.get(i).isEmpty() : !expected.equals(raw.get(i))) {
					return false;
				}
			}
			return true;
		}

		Map<String, String> variables(List<String> decoded) {
			Map<String, String> variables = new HashMap<>();
			for (int i = 0; i < decoded.size(); i++) {
				String name = this.template.get(i);
				if (isVariable(name)) {
					variables.put(name.substring(1, name.length() - 1), decoded.get(i));
				}
			}
			return variables;
		}

		private static boolean isVariable(String segment) {
			return segment.charAt(0) == '{';
		}

	}

}
