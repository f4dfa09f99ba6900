package ai.memoturn.embedded.transcript;

import java.util.Map;

import ai.memoturn.embedded.store.BranchPart;
import ai.memoturn.embedded.vector.VectorView;

/**
 * The vectors of a branch's turns as a reader sees them.
 *
 * @param generation changes when vectors have been dropped
 * @param byDimension the vectors by their length
 */
record TurnView(long generation, Map<Integer, VectorView> byDimension) implements BranchPart.View {
}
