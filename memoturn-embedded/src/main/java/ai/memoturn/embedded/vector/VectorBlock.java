package ai.memoturn.embedded.vector;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Up to 1024 vectors of unit length, turned round: one array per dimension. So the inner
 * loop of the scan is element-wise over separate arrays, which the JIT compiles to vector
 * instructions (a sum over one row is not), several times as fast as row by row.
 * <p>
 * A slot is filled before a view that counts it is published, and never changed while a
 * view's snapshot has its row.
 */
final class VectorBlock {

	static final int SLOTS = 1024;

	private static final int FIRST_CAPACITY = 16;

	/** Floats of the first block: fewer slots where vectors are long. */
	private static final int FIRST_FLOATS = 65_536;

	private final float[][] dimensions;

	private final long[] rows;

	private final byte[] kinds;

	private final int[] sessions;

	private final int[] sources;

	private VectorBlock(float[][] dimensions, long[] rows, byte[] kinds, int[] sessions, int[] sources) {
		this.dimensions = dimensions;
		this.rows = rows;
		this.kinds = kinds;
		this.sessions = sessions;
		this.sources = sources;
	}

	static VectorBlock create(int dimension) {
		// A power of two, so that doubling ends at the number of slots.
		int capacity = Math.min(FIRST_CAPACITY, Integer.highestOneBit(Math.max(1, FIRST_FLOATS / dimension)));
		return new VectorBlock(new float[dimension][capacity], new long[capacity], new byte[capacity],
				new int[capacity], new int[capacity]);
	}

	int capacity() {
		return this.rows.length;
	}

	/**
	 * Return a copy with room for twice as many. A block of few vectors stays small,
	 * since most profiles are.
	 */
	VectorBlock grown() {
		int capacity = capacity() * 2;
		float[][] copies = new float[this.dimensions.length][];
		for (int i = 0; i < copies.length; i++) {
			copies[i] = Arrays.copyOf(this.dimensions[i], capacity);
		}
		return new VectorBlock(copies, Arrays.copyOf(this.rows, capacity), Arrays.copyOf(this.kinds, capacity),
				Arrays.copyOf(this.sessions, capacity), Arrays.copyOf(this.sources, capacity));
	}

	void set(int slot, long row, int kind, @Nullable String sessionId, @Nullable String source, float[] normalised) {
		for (int i = 0; i < normalised.length; i++) {
			this.dimensions[i][slot] = normalised[i];
		}
		this.rows[slot] = row;
		this.kinds[slot] = (byte) kind;
		this.sessions[slot] = hash(sessionId);
		this.sources[slot] = hash(source);
	}

	void copy(int slot, VectorBlock from, int fromSlot) {
		for (int i = 0; i < this.dimensions.length; i++) {
			this.dimensions[i][slot] = from.dimensions[i][fromSlot];
		}
		this.rows[slot] = from.rows[fromSlot];
		this.kinds[slot] = from.kinds[fromSlot];
		this.sessions[slot] = from.sessions[fromSlot];
		this.sources[slot] = from.sources[fromSlot];
	}

	long row(int slot) {
		return this.rows[slot];
	}

	boolean mayMatch(int slot, int kinds, @Nullable String sessionId, @Nullable String source) {
		return (kinds & 1 << this.kinds[slot]) != 0 && (sessionId == null || this.sessions[slot] == hash(sessionId))
				&& (source == null || this.sources[slot] == hash(source));
	}

	private static int hash(@Nullable String text) {
		return (text != null) ? text.hashCode() : 0;
	}

	void dotProducts(float[] query, float[] sums, int used) {
		Arrays.fill(sums, 0, used, 0);
		int dimension = 0;
		for (; dimension + 4 <= query.length; dimension += 4) {
			addFour(sums, used, query[dimension], this.dimensions[dimension], query[dimension + 1],
					this.dimensions[dimension + 1], query[dimension + 2], this.dimensions[dimension + 2],
					query[dimension + 3], this.dimensions[dimension + 3]);
		}
		for (; dimension < query.length; dimension++) {
			addOne(sums, used, query[dimension], this.dimensions[dimension]);
		}
	}

	private static void addFour(float[] sums, int used, float a, float[] x, float b, float[] y, float c, float[] z,
			float d, float[] w) {
		for (int i = 0; i < used; i++) {
			sums[i] += a * x[i] + b * y[i] + c * z[i] + d * w[i];
		}
	}

	private static void addOne(float[] sums, int used, float a, float[] x) {
		for (int i = 0; i < used; i++) {
			sums[i] += a * x[i];
		}
	}

	/**
	 * Return the vector at unit length; an all-zero one stays as it is.
	 */
	static float[] normalised(float[] vector) {
		double squares = 0;
		for (float value : vector) {
			squares += (double) value * value;
		}
		float[] unit = new float[vector.length];
		if (squares > 0) {
			double scale = 1 / Math.sqrt(squares);
			for (int i = 0; i < vector.length; i++) {
				unit[i] = (float) (vector[i] * scale);
			}
		}
		return unit;
	}

}
