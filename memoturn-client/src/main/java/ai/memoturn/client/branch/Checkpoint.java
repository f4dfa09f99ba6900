package ai.memoturn.client.branch;

import java.util.Objects;

/**
 * A state of a branch that has a name. New components may be added: read it, do not
 * construct it.
 *
 * @param name the name
 * @param txid the transaction id of the state
 */
public record Checkpoint(String name, long txid) {

	public Checkpoint {
		Objects.requireNonNull(name, "name must not be null");
	}

}
