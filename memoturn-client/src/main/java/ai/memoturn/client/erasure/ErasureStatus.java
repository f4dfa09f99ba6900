package ai.memoturn.client.erasure;

import ai.memoturn.client.operation.Checks;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How far an erasure has come. The server owns the set; a status that this version does
 * not know keeps its text, and is none of the constants.
 *
 * @param value the name on the wire, lower case
 */
public record ErasureStatus(@JsonValue String value) {

	/** Gone from the branch; older history still holds it, as the grace time allows. */
	public static final ErasureStatus PENDING = new ErasureStatus("pending");

	/** The grace time is over, and checkpoints or branches still hold it. */
	public static final ErasureStatus BLOCKED = new ErasureStatus("blocked");

	/** Gone from everywhere, and there is a receipt that says so. Final. */
	public static final ErasureStatus COMPLETED = new ErasureStatus("completed");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire
	 * @throws NullPointerException if the value is {@code null}
	 * @throws IllegalArgumentException if the value is no well-formed text
	 */
	@JsonCreator
	public ErasureStatus {
		Checks.wellFormed("value", Checks.notNull("value", value));
	}

	/**
	 * Return the status of the given name, known or not.
	 * @param value the name on the wire
	 * @return the status
	 */
	public static ErasureStatus of(String value) {
		return new ErasureStatus(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
