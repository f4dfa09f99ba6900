package ai.memoturn.embedded.vector;

import java.util.Arrays;
import java.util.List;

import ai.memoturn.embedded.store.BranchPart;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of one branch as a reader sees them, in the order in which they were added.
 *
 * @param generation changes when vectors have been dropped
 * @param dimension how long every vector is, 0 before the first was ever stored
 * @param blocks the vectors; only the first {@code size} count
 * @param size how many vectors there are
 */
public record VectorView(long generation, int dimension, List<VectorBlock> blocks,
		int size) implements BranchPart.View {

	/** Every kind of vector. */
	public static final int ALL_KINDS = -1;

	/**
	 * Return the vectors that may match, nearest first; equal hashes of session and
	 * source still have to be compared. The cosine with an all-zero vector, which has
	 * none, counts as 0.
	 * @param query the vector to compare with; none match one of another length
	 * @param kinds the kinds wanted, a bit each
	 * @param sessionId the session wanted, {@code null} for all
	 * @param source the source wanted, {@code null} for all
	 * @return the vectors in order
	 */
	public NearestFirst nearest(float[] query, int kinds, @Nullable String sessionId, @Nullable String source) {
		int[] slots = (query.length == this.dimension) ? slotsThatMayMatch(kinds, sessionId, source) : new int[0];
		return new NearestFirst(this, (slots.length > 0) ? cosines(query, slots) : new float[0], slots);
	}

	/**
	 * Return the cosines with a query, by an exact scan of the blocks that hold one of
	 * the slots.
	 * @param query as many values as the dimension
	 * @param slots the slots in ascending order
	 * @return one cosine per slot of the view; those of other blocks are 0
	 */
	float[] cosines(float[] query, int[] slots) {
		float[] unit = VectorBlock.normalised(query);
		float[] cosines = new float[this.blocks.size() * VectorBlock.SLOTS];
		float[] sums = new float[VectorBlock.SLOTS];
		int next = 0;
		while (next < slots.length) {
			int block = slots[next] / VectorBlock.SLOTS;
			int used = Math.min(VectorBlock.SLOTS, this.size - block * VectorBlock.SLOTS);
			this.blocks.get(block).dotProducts(unit, sums, used);
			System.arraycopy(sums, 0, cosines, block * VectorBlock.SLOTS, used);
			while (next < slots.length && slots[next] / VectorBlock.SLOTS == block) {
				next++;
			}
		}
		return cosines;
	}

	int[] slotsThatMayMatch(int kinds, @Nullable String sessionId, @Nullable String source) {
		int[] slots = new int[this.size];
		int count = 0;
		for (int slot = 0; slot < this.size; slot++) {
			if (block(slot).mayMatch(slot % VectorBlock.SLOTS, kinds, sessionId, source)) {
				slots[count++] = slot;
			}
		}
		return Arrays.copyOf(slots, count);
	}

	/**
	 * Return the row that the vector in a slot belongs to.
	 */
	long row(int slot) {
		return block(slot).row(slot % VectorBlock.SLOTS);
	}

	private VectorBlock block(int slot) {
		return this.blocks.get(slot / VectorBlock.SLOTS);
	}

}
