package ai.memoturn.client.memory;

import java.util.List;
import java.util.Objects;

/**
 * What became of one memory of a batch. New components may be added: read it, do not
 * construct it.
 *
 * @param id the memory's id
 * @param status what became of it
 * @param superseded the ids that it displaced, normally at most one; empty for duplicates
 */
public record IngestedMemory(String id, IngestStatus status, List<String> superseded) {

	/**
	 * Check what the record is made of, and copy its lists.
	 * @param id the memory's id
	 * @param status what became of it
	 * @param superseded the ids that it displaced
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public IngestedMemory {
		Objects.requireNonNull(id, "id must not be null");
		Objects.requireNonNull(status, "status must not be null");
		superseded = List.copyOf(superseded);
	}

}
