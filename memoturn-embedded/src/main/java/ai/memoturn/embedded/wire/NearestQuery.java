package ai.memoturn.embedded.wire;

import java.util.Objects;

import ai.memoturn.embedded.json.JsonReader;

/**
 * The body of a search by vector.
 *
 * @param vector what to be near to
 * @param k how many results
 */
record NearestQuery(float[] vector, long k) {

	/**
	 * Read a strict body.
	 * @param json the body
	 * @param defaultK how many results if it does not say
	 * @return what it asks for
	 */
	static NearestQuery read(JsonReader json, long defaultK) {
		float[] vector = null;
		Long k = null;
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "vector" -> {
					seen = json.once(seen, 0);
					vector = json.floats();
				}
				case "k" -> {
					seen = json.once(seen, 1);
					k = json.optionalUnsigned32();
				}
				default -> json.skip();
			}
		}
		MemoryBodies.require(json, seen, 0, "vector");
		// In a strict body every other way out of here is an exception.
		return new NearestQuery(Objects.requireNonNull(vector), (k != null) ? k : defaultK);
	}

}
