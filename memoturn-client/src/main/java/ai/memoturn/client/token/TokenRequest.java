package ai.memoturn.client.token;

import org.jspecify.annotations.Nullable;

/**
 * What a token is needed for.
 *
 * @param namespace the namespace that the call addresses, {@code null} for a database
 * that is no profile's
 * @param database the database that the call addresses, without its branch, for a profile
 * {@code {namespace}--{profile}}; {@code null} for a call on a whole namespace
 * @param scope the least that the call needs
 */
public record TokenRequest(@Nullable String namespace, @Nullable String database, TokenScope scope) {

}
