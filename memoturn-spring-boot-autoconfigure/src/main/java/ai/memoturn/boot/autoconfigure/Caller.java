package ai.memoturn.boot.autoconfigure;

import java.security.Principal;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What is known of whoever makes the current call.
 *
 * @param principal the authenticated principal, or {@code null} when nobody is signed in
 * @param headers gives all values of a header of the request; none without a request
 */
record Caller(@Nullable Principal principal, Function<String, List<String>> headers) {

}
