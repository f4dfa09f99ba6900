package ai.memoturn.embedded.memory;

/**
 * What came of lines that were imported or only checked.
 *
 * @param memories how many memories they held
 * @param sessions how many sessions they held
 * @param complete whether the last of them ends the profile
 * @param stored how many sessions, and memories that are no tasks, the branch holds now;
 * what the next lines must expect
 * @param txid the branch's transaction id of the state that holds them
 */
public record ImportedLines(long memories, long sessions, boolean complete, long stored, long txid) {
}
