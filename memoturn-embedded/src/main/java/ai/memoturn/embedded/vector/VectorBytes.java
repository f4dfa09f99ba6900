package ai.memoturn.embedded.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How vectors are stored: as they were sent, 32-bit floats, little-endian.
 */
public final class VectorBytes {

	private VectorBytes() {
	}

	/**
	 * Return the stored form of a vector.
	 * @param vector the vector
	 * @return its bytes
	 */
	public static byte[] of(float[] vector) {
		ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(vector);
		return bytes.array();
	}

	/**
	 * Return the vector of a stored form.
	 * @param bytes the bytes
	 * @return the vector
	 */
	public static float[] read(byte[] bytes) {
		float[] vector = new float[bytes.length / Float.BYTES];
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
		return vector;
	}

}
