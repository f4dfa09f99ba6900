package ai.memoturn.boot.scope;

import org.jspecify.annotations.Nullable;

/**
 * One profile as the node knows it.
 *
 * @param namespace its namespace
 * @param profile its name, encoded
 * @param branch the branch, or {@code null} for the main one
 */
record ProfileAddress(String namespace, String profile, @Nullable String branch) {

}
