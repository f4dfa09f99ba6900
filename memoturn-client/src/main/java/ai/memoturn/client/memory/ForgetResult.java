package ai.memoturn.client.memory;

import org.jspecify.annotations.Nullable;

/**
 * What became of a memory that was to be forgotten. New components may be added: read it,
 * do not construct it.
 *
 * @param removed whether it was removed; {@code false} if there was none, or no such
 * profile or branch
 * @param erasureId the id of the erasure that sees to older history, which a policy with
 * {@code purge_on_forget} asks for; {@code null} where none does, where nothing was
 * removed, and where the answer that named it was lost
 */
public record ForgetResult(boolean removed, @Nullable String erasureId) {

}
