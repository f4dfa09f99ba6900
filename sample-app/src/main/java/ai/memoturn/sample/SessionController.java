package ai.memoturn.sample;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the page who is signed in.
 */
@RestController
class SessionController {

	private final SampleProperties properties;

	SessionController(SampleProperties properties) {
		this.properties = properties;
	}

	/**
	 * Answer everybody: the page asks before it knows.
	 */
	@GetMapping("/api/session")
	Session session(@Nullable Principal principal) {
		return (principal != null) ? new Session(principal.getName(), null)
				: new Session(null, this.properties.signInHint());
	}

	/**
	 * Who is signed in.
	 *
	 * @param user the name, or {@code null} for nobody
	 * @param hint what to tell nobody
	 */
	record Session(@Nullable String user, @Nullable String hint) {
	}

}
