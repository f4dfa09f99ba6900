package ai.memoturn.client.credential;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a token allows. Each scope includes the ones before it. The server owns the set; a
 * scope that this version does not know keeps its text.
 *
 * @param value the name on the wire, lower case
 */
public record TokenScope(@JsonValue String value) {

	/** Recall, get, list, search, and SQL that changes nothing. */
	public static final TokenScope READ = new TokenScope("read");

	/** Also ingest, forget, and everything else that changes data. */
	public static final TokenScope WRITE = new TokenScope("write");

	/** Also branches, the policy of a profile, and the audit stream of a namespace. */
	public static final TokenScope ADMIN = new TokenScope("admin");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire
	 * @throws NullPointerException if the value is {@code null}
	 * @throws IllegalArgumentException if the value is empty
	 */
	@JsonCreator
	public TokenScope {
		if (Objects.requireNonNull(value, "value must not be null").isEmpty()) {
			throw new IllegalArgumentException("value must not be empty");
		}
	}

	/**
	 * Return the scope of the given name, known or not.
	 * @param value the name on the wire
	 * @return the scope
	 */
	public static TokenScope of(String value) {
		return new TokenScope(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
