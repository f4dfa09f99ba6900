package ai.memoturn.embedded.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some lines of an exported profile, at least one.
 *
 * @param lines the lines, in order
 * @param memories how many of them are memories
 * @param sessions how many of them are sessions
 * @param next where the next page begins, {@code null} if this is the last
 * @param txid the branch's transaction id of the state that was read
 */
public record ExportedPage(List<String> lines, int memories, int sessions, @Nullable String next, long txid) {
}
