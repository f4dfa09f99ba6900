package ai.memoturn.boot.listener;

/**
 * Whether an audit stream is recorded, as the policy in force says.
 *
 * @param enabled whether it is
 * @param revision the revision of the namespace's policy document; 0 when there is none
 */
public record AuditRecording(boolean enabled, long revision) {

}
