package ai.memoturn.embedded.document;

import org.jspecify.annotations.Nullable;

/**
 * What to find, not checked yet.
 *
 * @param filter JSON text of the filter, {@code null} for all documents
 * @param sort JSON text of the order, {@code null} for any
 * @param limit how many documents at most, not negative; more than 1000 counts as 1000
 * @param skip how many to leave out first, not negative
 */
public record FindQuery(@Nullable String filter, @Nullable String sort, long limit, long skip) {
}
