package ai.memoturn.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * Which events of a stream to read.
 *
 * @param namespace whose stream
 * @param from from when on, Unix milliseconds
 * @param to until when, inclusive
 * @param action which action; {@code null} for all
 * @param actionPrefix how the action begins; {@code null} for all
 * @param profile which profile; {@code null} for all events, also those of none
 * @param outcome which outcome; {@code null} for all
 */
public record AuditFilter(String namespace, long from, long to, @Nullable String action, @Nullable String actionPrefix,
		@Nullable String profile, @Nullable String outcome) {
}
