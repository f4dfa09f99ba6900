package ai.memoturn.client.memory;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Way by which recall found a memory. The server owns the set; an unknown channel keeps
 * its text.
 *
 * @param value the name on the wire, lower case
 */
public record RecallChannel(@JsonValue String value) {

	/** The memory carries exactly the topic key that was asked for. */
	public static final RecallChannel TOPIC = new RecallChannel("topic");

	/** Words of the query occur in the summary or the keywords. */
	public static final RecallChannel KEYWORD = new RecallChannel("keyword");

	/** The embedding is among the nearest to the one that was asked for. */
	public static final RecallChannel VECTOR = new RecallChannel("vector");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire
	 * @throws NullPointerException if the value is {@code null}
	 */
	@JsonCreator
	public RecallChannel {
		Objects.requireNonNull(value, "value must not be null");
	}

	/**
	 * Return the channel of the given name, known or not.
	 * @param value the name on the wire
	 * @return the channel
	 */
	public static RecallChannel of(String value) {
		return new RecallChannel(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
