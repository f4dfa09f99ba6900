package ai.memoturn.boot.scope;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets the work that a servlet request hands to other threads take the user of the
 * request along. Asks for the user only when such work is handed over, so its place among
 * the filters does not matter.
 */
public final class RequestMemoryScopeFilter extends OncePerRequestFilter implements Ordered {

	private final MemoryProfileResolver resolver;

	/**
	 * Create the filter.
	 * @param resolver tells whose request it is
	 */
	public RequestMemoryScopeFilter(MemoryProfileResolver resolver) {
		this.resolver = resolver;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		MemoryScope before = CurrentMemoryScope.get();
		CurrentMemoryScope.beginRequest(this.resolver);
		try {
			chain.doFilter(request, response);
		}
		finally {
			CurrentMemoryScope.endRequest(before);
		}
	}

	// The second half of an asynchronous request runs on another thread.
	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 100;
	}

}
