package ai.memoturn.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import ai.memoturn.client.memory.Memory;
import ai.memoturn.client.memory.MemoryProfile;

/**
 * What took whose place, as seen from one memory.
 *
 * @param memories those that took its place, it, and those whose place it took; newest
 * first
 * @param complete whether these are all; otherwise the far ends are left out
 */
record MemoryChain(List<MemoryView> memories, boolean complete) {

	/** How far to go in each direction: every step is a call. */
	private static final int LIMIT = 25;

	/**
	 * Follow the chain of a memory.
	 * @param profile the profile that holds it
	 * @param id the memory's id
	 * @return the chain, or empty if there is no such memory
	 */
	static Optional<MemoryChain> of(MemoryProfile profile, String id) {
		return profile.get(id).map((memory) -> {
			List<Memory> chain = new ArrayList<>();
			boolean complete = follow(profile, memory, MemoryChain::successor, chain);
			Collections.reverse(chain);
			chain.add(memory);
			complete &= follow(profile, memory, Memory::supersedes, chain);
			return new MemoryChain(chain.stream().map(MemoryView::of).toList(), complete);
		});
	}

	/**
	 * Add what the links lead to, nearest first. A link to a forgotten memory leads
	 * nowhere.
	 */
	private static boolean follow(MemoryProfile profile, Memory start, Function<Memory, List<String>> links,
			List<Memory> chain) {
		int end = chain.size() + LIMIT;
		Deque<String> open = new ArrayDeque<>(links.apply(start));
		while (!open.isEmpty() && chain.size() < end) {
			profile.get(open.remove()).ifPresent((memory) -> {
				chain.add(memory);
				open.addAll(links.apply(memory));
			});
		}
		return open.isEmpty();
	}

	private static List<String> successor(Memory memory) {
		return (memory.supersededBy() != null) ? List.of(memory.supersededBy()) : List.of();
	}

}
