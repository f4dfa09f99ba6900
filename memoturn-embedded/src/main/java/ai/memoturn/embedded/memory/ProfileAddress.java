package ai.memoturn.embedded.memory;

/**
 * Where a request goes: one branch of one profile. The parts are as they were sent,
 * decoded but not checked; the service checks them at the moment the protocol says.
 *
 * @param namespace the namespace
 * @param profile the profile within it
 * @param branch the branch, {@code main} unless the request says otherwise
 */
public record ProfileAddress(String namespace, String profile, String branch) {
}
