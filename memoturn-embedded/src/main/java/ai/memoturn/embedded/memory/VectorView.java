package ai.memoturn.embedded.memory;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

import ai.memoturn.embedded.store.BranchPart;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of one branch as a reader sees them, in the order in which their memories
 * were stored.
 *
 * @param generation changes when vectors have been dropped
 * @param dimension how long every vector is, 0 before the first was ever stored
 * @param blocks the vectors; only the first {@code size} count
 * @param size how many vectors there are
 */
record VectorView(long generation, int dimension, List<VectorBlock> blocks, int size) implements BranchPart.View {

	/**
	 * Return the cosine of every vector with a query, by an exact scan. The cosine with
	 * an all-zero vector, which has none, counts as 0.
	 * @param query as many values as the dimension
	 * @return one cosine per slot, possibly followed by unused ones
	 */
	float[] cosines(float[] query) {
		float[] unit = VectorBlock.normalised(query);
		float[] cosines = new float[this.blocks.size() * VectorBlock.SLOTS];
		float[] sums = new float[VectorBlock.SLOTS];
		for (int block = 0; block * VectorBlock.SLOTS < this.size; block++) {
			int used = Math.min(VectorBlock.SLOTS, this.size - block * VectorBlock.SLOTS);
			this.blocks.get(block).dotProducts(unit, sums, used);
			System.arraycopy(sums, 0, cosines, block * VectorBlock.SLOTS, used);
		}
		return cosines;
	}

	/**
	 * Return the slots whose memory may match; equal hashes still have to be compared.
	 */
	int[] slotsThatMayMatch(@Nullable EnumSet<MemoryType> types, @Nullable String sessionId, @Nullable String source) {
		int[] slots = new int[this.size];
		int count = 0;
		for (int slot = 0; slot < this.size; slot++) {
			if (block(slot).mayMatch(slot % VectorBlock.SLOTS, types, sessionId, source)) {
				slots[count++] = slot;
			}
		}
		return Arrays.copyOf(slots, count);
	}

	/**
	 * Return the row of the memory whose vector lies in a slot.
	 */
	long row(int slot) {
		return block(slot).row(slot % VectorBlock.SLOTS);
	}

	private VectorBlock block(int slot) {
		return this.blocks.get(slot / VectorBlock.SLOTS);
	}

}
