package ai.memoturn.embedded.vector;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import ai.memoturn.embedded.store.BranchPart;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one length in memory. Only the branch's writer changes it.
 */
public final class VectorSet implements BranchPart<VectorView> {

	/** With fewer dropped vectors than this, copying the others is not worth it. */
	private static final int MIN_DROPPED = 1024;

	private volatile VectorView view;

	/** Slots whose rows are deleted. Readers find out by the row that is gone. */
	private final List<Integer> forgotten = new ArrayList<>();

	/**
	 * Create an empty set.
	 * @param dimension how long every vector is; 0 leaves that to the first one
	 */
	public VectorSet(int dimension) {
		this.view = new VectorView(0, dimension, List.of(), 0);
	}

	@Override
	public VectorView view() {
		return this.view;
	}

	@Override
	public Runnable mark() {
		VectorView viewThen = this.view;
		int forgottenThen = this.forgotten.size();
		return () -> {
			this.view = viewThen;
			this.forgotten.subList(forgottenThen, this.forgotten.size()).clear();
		};
	}

	/**
	 * Return how long every vector is.
	 * @return the length, 0 before the first was ever stored
	 */
	public int dimension() {
		return this.view.dimension();
	}

	/**
	 * Say how long every vector will be, while none was ever stored.
	 * @param length the length
	 */
	public void fixDimension(int length) {
		this.view = new VectorView(this.view.generation(), length, List.of(), 0);
	}

	/**
	 * Add a vector.
	 * @param row the row that it belongs to, higher than any before
	 * @param kind what kind of row that is, 0 to 31
	 * @param sessionId the row's session
	 * @param source the row's source
	 * @param vector the vector, of any length above 0
	 */
	public void add(long row, int kind, @Nullable String sessionId, @Nullable String source, float[] vector) {
		VectorView current = this.view;
		List<VectorBlock> blocks = withRoom(current.blocks(), current.size(), vector.length);
		blocks.get(blocks.size() - 1)
			.set(current.size() % VectorBlock.SLOTS, row, kind, sessionId, source, VectorBlock.normalised(vector));
		this.view = new VectorView(current.generation(), vector.length, blocks, current.size() + 1);
	}

	/**
	 * Return the blocks that hold so many vectors and have room for one more in the last.
	 */
	private static List<VectorBlock> withRoom(List<VectorBlock> blocks, int size, int dimension) {
		int full = size / VectorBlock.SLOTS;
		int slot = size % VectorBlock.SLOTS;
		if (slot > 0 && slot < blocks.get(full).capacity()) {
			return blocks;
		}
		// After a rollback there may be a block behind the last slot in use.
		List<VectorBlock> changed = new ArrayList<>(blocks.subList(0, full));
		changed.add((slot > 0) ? blocks.get(full).grown() : VectorBlock.create(dimension));
		return changed;
	}

	/**
	 * Note that a row was deleted, whether or not it had a vector.
	 * @param row the row
	 */
	public void forget(long row) {
		VectorView current = this.view;
		int low = 0;
		int high = current.size() - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			long found = current.row(middle);
			if (found == row) {
				this.forgotten.add(middle);
				return;
			}
			if (found < row) {
				low = middle + 1;
			}
			else {
				high = middle - 1;
			}
		}
	}

	@Override
	public void committed() {
		VectorView current = this.view;
		if (this.forgotten.size() >= MIN_DROPPED && this.forgotten.size() >= current.size() / 2) {
			BitSet dropped = new BitSet();
			this.forgotten.forEach(dropped::set);
			this.view = without(current, dropped);
			this.forgotten.clear();
		}
	}

	private static VectorView without(VectorView view, BitSet dropped) {
		List<VectorBlock> blocks = List.of();
		int size = 0;
		for (int slot = dropped.nextClearBit(0); slot < view.size(); slot = dropped.nextClearBit(slot + 1)) {
			blocks = withRoom(blocks, size, view.dimension());
			blocks.get(blocks.size() - 1)
				.copy(size % VectorBlock.SLOTS, view.blocks().get(slot / VectorBlock.SLOTS), slot % VectorBlock.SLOTS);
			size++;
		}
		return new VectorView(view.generation() + 1, view.dimension(), blocks, size);
	}

}
