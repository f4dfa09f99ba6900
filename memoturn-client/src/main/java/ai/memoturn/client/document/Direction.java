package ai.memoturn.client.document;

/**
 * In which direction documents are sorted. Ascending order has what is missing or
 * {@code null} first, then numbers with {@code false} and {@code true} as 0 and 1, then
 * text by its bytes with arrays and objects as their JSON text.
 */
public enum Direction {

	/** From low to high. */
	ASC,

	/** From high to low. */
	DESC

}
