package ai.memoturn.embedded.erasure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Stream;

import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.json.MemberOrder;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.BranchState;
import ai.memoturn.embedded.store.ErasureRow;
import org.jspecify.annotations.Nullable;

/**
 * What keeps an erasure from being completed, by name (protocol, security and governance,
 * 5.4).
 * <p>
 * A branch is free of the erased data if it is the one of the request, or was forked
 * directly from that with or after the erasure, and has not gone back below it. Every
 * other branch may hold the data. A fork of a branch that had gone back holds what that
 * held, whatever its transaction id.
 *
 * @param checkpoints the names of checkpoints of free branches from before the erasure,
 * in order
 * @param branches the names of the branches that are not free, in order
 * @param free the free branches without such checkpoints
 */
record Blockers(Collection<String> checkpoints, Collection<String> branches, List<BranchEntry> free) {

	static Blockers of(ErasureRow erasure, List<BranchState> states) {
		TreeSet<String> checkpoints = new TreeSet<>(MemberOrder.BY_CODE_POINT);
		TreeSet<String> branches = new TreeSet<>(MemberOrder.BY_CODE_POINT);
		List<BranchEntry> free = new ArrayList<>();
		long txid = Objects.requireNonNull(erasure.txid());
		OptionalInt undone = undone(erasure, states);
		for (BranchState state : states) {
			if (!isFree(erasure, state, undone)) {
				branches.add(state.branch().name());
				continue;
			}
			List<String> before = state.checkpoints()
				.entrySet()
				.stream()
				.filter((checkpoint) -> checkpoint.getValue() < txid)
				.map(Map.Entry::getKey)
				.toList();
			checkpoints.addAll(before);
			if (before.isEmpty()) {
				free.add(state.branch());
			}
		}
		return new Blockers(checkpoints, branches, free);
	}

	/**
	 * Return since which generation the branch of the request may hold the data again.
	 */
	private static OptionalInt undone(ErasureRow erasure, List<BranchState> states) {
		return states.stream()
			.filter((state) -> state.branch().fileId().equals(erasure.branchFile()))
			.flatMap((state) -> rewindsBelow(erasure, state))
			.mapToInt(BranchState.Rewind::generation)
			.filter((generation) -> generation > erasure.generation())
			.min();
	}

	private static Stream<BranchState.Rewind> rewindsBelow(ErasureRow erasure, BranchState state) {
		long txid = Objects.requireNonNull(erasure.txid());
		return state.rewinds().stream().filter((rewind) -> rewind.txid() < txid);
	}

	private static boolean isFree(ErasureRow erasure, BranchState state, OptionalInt undone) {
		if (state.branch().fileId().equals(erasure.branchFile())) {
			return undone.isEmpty();
		}
		BranchState.Origin origin = state.origin();
		return origin != null && origin.branchFile().equals(erasure.branchFile())
				&& origin.txid() >= Objects.requireNonNull(erasure.txid())
				&& (undone.isEmpty() || origin.generation() < undone.getAsInt())
				&& rewindsBelow(erasure, state).findAny().isEmpty();
	}

	/**
	 * Return what the coupon says of them.
	 * @return a JSON object, or {@code null} if there are none
	 */
	@Nullable String text() {
		if (this.checkpoints.isEmpty() && this.branches.isEmpty()) {
			return null;
		}
		JsonWriter json = new JsonWriter(128).beginObject();
		if (!this.branches.isEmpty()) {
			json.name("branches").raw(Texts.strings(this.branches));
		}
		if (!this.checkpoints.isEmpty()) {
			json.name("checkpoints").raw(Texts.strings(this.checkpoints));
		}
		return json.endObject().toString();
	}

}
