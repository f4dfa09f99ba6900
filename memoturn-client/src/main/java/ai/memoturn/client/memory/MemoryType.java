package ai.memoturn.client.memory;

import ai.memoturn.client.operation.Checks;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Kind of a memory. The server owns the set: a kind that this version does not know keeps
 * its text and can be sent back, so compare with {@link #equals} and do not assume that
 * the constants are all there is.
 *
 * @param value the name on the wire, lower case
 */
public record MemoryType(@JsonValue String value) {

	/** Something that is true until a newer fact on the same topic says otherwise. */
	public static final MemoryType FACT = new MemoryType("fact");

	/** Something that happened; never superseded. */
	public static final MemoryType EVENT = new MemoryType("event");

	/** How the agent shall behave; superseded by topic like a fact. */
	public static final MemoryType INSTRUCTION = new MemoryType("instruction");

	/** Something to do that expires by itself. */
	public static final MemoryType TASK = new MemoryType("task");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire
	 * @throws NullPointerException if the value is {@code null}
	 * @throws IllegalArgumentException if the value is no well-formed text
	 */
	@JsonCreator
	public MemoryType {
		Checks.wellFormed("value", Checks.notNull("value", value));
	}

	/**
	 * Return the type of the given name, known or not.
	 * @param value the name on the wire
	 * @return the type
	 */
	public static MemoryType of(String value) {
		return new MemoryType(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
