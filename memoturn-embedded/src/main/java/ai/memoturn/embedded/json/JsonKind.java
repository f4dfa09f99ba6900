package ai.memoturn.embedded.json;

/**
 * What a JSON value is.
 */
public enum JsonKind {

	OBJECT, ARRAY, STRING, NUMBER, BOOLEAN, NULL

}
