package ai.memoturn.benchmarks;

import java.util.Random;

/**
 * Made-up memories that behave like text: words drawn from 20,000 with the frequencies of
 * a natural language (Zipf's law), and unit vectors. The same seed gives the same corpus.
 */
final class Corpus {

	static final int DIMENSION = 256;

	private static final int VOCABULARY = 20_000;

	private static final int COMMONEST = 100;

	private final Random random;

	private final double[] cumulative = new double[VOCABULARY];

	Corpus(long seed) {
		this.random = new Random(seed);
		double sum = 0;
		for (int rank = 0; rank < VOCABULARY; rank++) {
			sum += 1.0 / (rank + 1);
			this.cumulative[rank] = sum;
		}
	}

	/**
	 * Return a summary of 12 to 30 words.
	 */
	String summary() {
		return words(12 + this.random.nextInt(19), 0);
	}

	/**
	 * Return a query of three words as they come in texts, the commonest included: one of
	 * them stands in most of the texts.
	 */
	String anyWords() {
		return words(3, 0);
	}

	/**
	 * Return a query of three words without the hundred commonest, as a question has
	 * besides its "the" and "is".
	 */
	String contentWords() {
		return words(3, COMMONEST);
	}

	float[] embedding() {
		float[] vector = new float[DIMENSION];
		double square = 0;
		for (int i = 0; i < DIMENSION; i++) {
			vector[i] = (float) this.random.nextGaussian();
			square += vector[i] * vector[i];
		}
		float norm = (float) Math.sqrt(square);
		for (int i = 0; i < DIMENSION; i++) {
			vector[i] /= norm;
		}
		return vector;
	}

	int below(int bound) {
		return this.random.nextInt(bound);
	}

	private String words(int count, int fromRank) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < count; i++) {
			int word = word();
			while (word < fromRank) {
				word = word();
			}
			text.append((i == 0) ? "w" : " w").append(word);
		}
		return text.toString();
	}

	private int word() {
		double point = this.random.nextDouble() * this.cumulative[VOCABULARY - 1];
		int low = 0;
		int high = VOCABULARY - 1;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.cumulative[middle] < point) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

}
