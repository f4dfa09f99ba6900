package ai.memoturn.embedded.memory;

import java.util.Arrays;
import java.util.EnumSet;

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

	private static final MemoryType[] TYPES = MemoryType.values();

	private final float[][] dimensions;

	private final long[] rows;

	private final byte[] types;

	private final int[] sessions;

	private final int[] sources;

	private VectorBlock(float[][] dimensions, long[] rows, byte[] types, int[] sessions, int[] sources) {
		this.dimensions = dimensions;
		this.rows = rows;
		this.types = types;
		this.sessions = sessions;
		this.sources = sources;
	}

	static VectorBlock create(int dimension) {
		return new VectorBlock(new float[dimension][FIRST_CAPACITY], new long[FIRST_CAPACITY], new byte[FIRST_CAPACITY],
				new int[FIRST_CAPACITY], new int[FIRST_CAPACITY]);
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
		return new VectorBlock(copies, Arrays.copyOf(this.rows, capacity), Arrays.copyOf(this.types, capacity),
				Arrays.copyOf(this.sessions, capacity), Arrays.copyOf(this.sources, capacity));
	}

	void set(int slot, long row, MemoryType type, @Nullable String sessionId, @Nullable String source,
			float[] normalised) {
		for (int i = 0; i < normalised.length; i++) {
			this.dimensions[i][slot] = normalised[i];
		}
		this.rows[slot] = row;
		this.types[slot] = (byte) type.ordinal();
		this.sessions[slot] = hash(sessionId);
		this.sources[slot] = hash(source);
	}

	void copy(int slot, VectorBlock from, int fromSlot) {
		for (int i = 0; i < this.dimensions.length; i++) {
			this.dimensions[i][slot] = from.dimensions[i][fromSlot];
		}
		this.rows[slot] = from.rows[fromSlot];
		this.types[slot] = from.types[fromSlot];
		this.sessions[slot] = from.sessions[fromSlot];
		this.sources[slot] = from.sources[fromSlot];
	}

	long row(int slot) {
		return this.rows[slot];
	}

	boolean mayMatch(int slot, @Nullable EnumSet<MemoryType> wanted, @Nullable String sessionId,
			@Nullable String source) {
		return (wanted == null || wanted.contains(TYPES[this.types[slot]]))
				&& (sessionId == null || this.sessions[slot] == hash(sessionId))
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
