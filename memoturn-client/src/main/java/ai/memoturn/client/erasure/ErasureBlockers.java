package ai.memoturn.client.erasure;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What still holds erased data. Nothing of it is removed by itself: delete the branches,
 * and set the checkpoints anew. New components may be added: read it, do not construct
 * it.
 *
 * @param checkpoints names of checkpoints of states before the erasure. One goes when its
 * name is given to a newer state, or with its branch
 * @param branches names of branches that may hold the data live. One that is the
 * erasure's own was taken back to a state before it: erase again
 * @param unknown what else the server names, by its name on the wire; unmodifiable
 */
public record ErasureBlockers(List<String> checkpoints, List<String> branches, Map<String, @Nullable Object> unknown) {

	/**
	 * Check what the record is made of, and copy its lists.
	 * @param checkpoints names of checkpoints
	 * @param branches names of branches
	 * @param unknown what else the server names
	 * @throws NullPointerException if anything is {@code null}
	 */
	public ErasureBlockers {
		checkpoints = List.copyOf(checkpoints);
		branches = List.copyOf(branches);
		unknown = Collections.unmodifiableMap(unknown);
	}

	@JsonCreator
	static ErasureBlockers read(@JsonProperty("checkpoints") @Nullable List<String> checkpoints,
			@JsonProperty("branches") @Nullable List<String> branches,
			@JsonAnySetter @Nullable Map<String, @Nullable Object> unknown) {
		return new ErasureBlockers((checkpoints != null) ? checkpoints : List.of(),
				(branches != null) ? branches : List.of(), (unknown != null) ? unknown : Map.of());
	}

}
