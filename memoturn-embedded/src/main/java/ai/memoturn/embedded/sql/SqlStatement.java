package ai.memoturn.embedded.sql;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One statement as it was sent.
 *
 * @param text the text
 * @param parameters what its positional parameters are, each {@code null}, a
 * {@link Long}, a {@link Double}, a {@link String} or a {@code byte[]}; those that are
 * missing are {@code null}, what is too many is ignored
 */
public record SqlStatement(String text, List<@Nullable Object> parameters) {
}
