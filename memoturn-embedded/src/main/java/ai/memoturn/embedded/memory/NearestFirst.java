package ai.memoturn.embedded.memory;

/**
 * Slots by descending cosine, equal ones by ascending slot, without sorting more of them
 * than are asked for: a heap.
 */
final class NearestFirst {

	private final float[] cosines;

	private final int[] heap;

	private int size;

	/**
	 * Take over the slots.
	 */
	NearestFirst(float[] cosines, int[] slots) {
		this.cosines = cosines;
		this.heap = slots;
		this.size = slots.length;
		for (int i = this.size / 2 - 1; i >= 0; i--) {
			siftDown(i);
		}
	}

	boolean hasNext() {
		return this.size > 0;
	}

	int next() {
		int first = this.heap[0];
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
