package ai.memoturn.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * An event of the audit stream as it is stored.
 *
 * @param namespace whose stream it is in
 * @param time when it was made, Unix milliseconds
 * @param action what was done
 * @param profile the profile it is about
 * @param outcome what came of it
 * @param text the event as it is read
 */
public record AuditRow(String namespace, long time, String action, @Nullable String profile, String outcome,
		String text) {
}
