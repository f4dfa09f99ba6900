package ai.memoturn.embedded.erasure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import ai.memoturn.embedded.store.history.RetainedStates;
import ai.memoturn.embedded.vector.VectorBytes;

/**
 * Words and vectors that nothing else holds, and where traces of them are: any eight
 * bytes in a row count, since an index of words may keep the end of one alone.
 */
final class Canaries {

	private static final int WINDOW = Long.BYTES;

	private static final int WORD = 16;

	private static final int DIMENSION = 8;

	private final Random random;

	/** Whose eight bytes these are. */
	private final Map<Long, String> windows = new HashMap<>();

	private final boolean[] maybe = new boolean[1 << 16];

	Canaries(Random random) {
		this.random = random;
	}

	/**
	 * Make up a word.
	 */
	String word() {
		StringBuilder word = new StringBuilder();
		while (word.length() < WORD) {
			word.append((char) ('a' + this.random.nextInt(26)));
		}
		return word.toString();
	}

	/**
	 * Make up a vector.
	 */
	float[] vector() {
		float[] vector = new float[DIMENSION];
		for (int i = 0; i < DIMENSION; i++) {
			vector[i] = this.random.nextFloat() - 0.5f;
		}
		return vector;
	}

	/**
	 * Look for a word from now on.
	 */
	void watch(String word) {
		add(word, word.getBytes(StandardCharsets.US_ASCII), 1);
	}

	/**
	 * Look for a vector from now on.
	 */
	void watch(String name, float[] vector) {
		add(name, VectorBytes.of(vector), Float.BYTES);
	}

	private void add(String name, byte[] bytes, int step) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
		for (int i = 0; i + WINDOW <= bytes.length; i += step) {
			long window = buffer.getLong(i);
			this.windows.put(window, name);
			this.maybe[(int) window & 0xffff] = true;
		}
	}

	/**
	 * Return which of those that are watched the files of a stopped node still hold: as
	 * they are, or in a state that the history leads to.
	 */
	Set<String> tracesIn(Path directory) throws IOException {
		Set<String> traces = new TreeSet<>();
		for (Path file : files(directory)) {
			search(Files.readAllBytes(file), " in " + file.getFileName(), traces);
		}
		RetainedStates.forEach(directory, (bytes) -> search(bytes, " in an earlier state", traces));
		return traces;
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter(Files::isRegularFile).filter((file) -> !file.toString().contains("sqlite-")).toList();
		}
	}

	private void search(byte[] bytes, String where, Set<String> traces) {
		long window = 0;
		for (byte next : bytes) {
			window = window << 8 | next & 0xff;
			if (this.maybe[(int) window & 0xffff]) {
				String found = this.windows.get(window);
				if (found != null) {
					traces.add(found + where);
				}
			}
		}
	}

}
