package ai.memoturn.embedded.vector;

import java.util.Map;

import ai.memoturn.embedded.store.BranchPart;

/**
 * Sets of vectors as a reader sees them.
 *
 * @param generation changes when vectors have been dropped
 * @param bySet the vectors of each set
 * @param <K> what tells the sets apart
 */
public record VectorViews<K>(long generation, Map<K, VectorView> bySet) implements BranchPart.View {
}
