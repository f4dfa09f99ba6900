package ai.memoturn.embedded.vector;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Vectors by descending cosine, equal ones in the order in which they were added, without
 * sorting more of them than are asked for: a heap.
 */
public final class NearestFirst implements Iterator<Long> {

	private final VectorView view;

	private final float[] cosines;

	private final int[] heap;

	private int size;

	private float cosine;

	/**
	 * Take over the slots.
	 */
	NearestFirst(VectorView view, float[] cosines, int[] slots) {
		this.view = view;
		this.cosines = cosines;
		this.heap = slots;
		this.size = slots.length;
		for (int i = this.size / 2 - 1; i >= 0; i--) {
			siftDown(i);
		}
	}

	@Override
	public boolean hasNext() {
		return this.size > 0;
	}

	@Override
	public Long next() {
		if (this.size == 0) {
			throw new NoSuchElementException();
		}
		return nextRow();
	}

	/**
	 * Move to the next vector, of which there must be one.
	 * @return the row that it belongs to
	 */
	public long nextRow() {
		return this.view.row(nextSlot());
	}

	/**
	 * Return the cosine distance of the vector last moved to.
	 * @return 1 - cosine: 0 for the same direction, 2 for the opposite
	 */
	public float distance() {
		// Rounding may carry a cosine just beyond what one can be.
		return Math.max(0, Math.min(2, 1 - this.cosine));
	}

	int nextSlot() {
		int first = this.heap[0];
		this.cosine = this.cosines[first];
		this.size--;
		this.heap[0] = this.heap[this.size];
		siftDown(0);
		return first;
	}

	private void siftDown(int start) {
		int position = start;
		while (true) {
			int child = 2 * position + 1;
			if (child >= this.size) {
				return;
			}
			if (child + 1 < this.size && isNearer(this.heap[child + 1], this.heap[child])) {
				child++;
			}
			if (!isNearer(this.heap[child], this.heap[position])) {
				return;
			}
			int moved = this.heap[position];
			this.heap[position] = this.heap[child];
			this.heap[child] = moved;
			position = child;
		}
	}

	private boolean isNearer(int slot, int other) {
		int order = Float.compare(this.cosines[slot], this.cosines[other]);
		return order > 0 || (order == 0 && slot < other);
	}

}
