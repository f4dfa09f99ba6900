package ai.memoturn.client.memory;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What became of one ingested memory. The server owns the set; an unknown status keeps
 * its text.
 *
 * @param value the name on the wire, lower case
 */
public record IngestStatus(@JsonValue String value) {

	/** The memory is new. */
	public static final IngestStatus CREATED = new IngestStatus("created");

	/** The memory was known but superseded, and is active again. */
	public static final IngestStatus REVIVED = new IngestStatus("revived");

	/** The memory was known and active; nothing changed. */
	public static final IngestStatus DUPLICATE = new IngestStatus("duplicate");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire
	 * @throws NullPointerException if the value is {@code null}
	 */
	@JsonCreator
	public IngestStatus {
		Objects.requireNonNull(value, "value must not be null");
	}

	/**
	 * Return the status of the given name, known or not.
	 * @param value the name on the wire
	 * @return the status
	 */
	public static IngestStatus of(String value) {
		return new IngestStatus(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
