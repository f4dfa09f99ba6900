package ai.memoturn.boot.erasure;

import java.util.List;
import java.util.StringJoiner;

import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.erasure.ErasureBlockers;

/**
 * What holds an erasure up, in words.
 */
public final class ErasureText {

	private static final int MAX_NAMES = 10;

	private ErasureText() {
	}

	/**
	 * Describe what holds an erasure up.
	 * @param erasure the coupon of one that is blocked
	 * @return checkpoints and branches, the first ten of each
	 */
	public static String blockers(Erasure erasure) {
		ErasureBlockers blockers = erasure.blockedBy();
		StringJoiner text = new StringJoiner(", ");
		if (blockers != null) {
			add(text, "checkpoints", blockers.checkpoints());
			add(text, "branches", blockers.branches());
			blockers.unknown().keySet().forEach(text::add);
		}
		return text.toString();
	}

	private static void add(StringJoiner text, String kind, List<String> names) {
		if (!names.isEmpty()) {
			List<String> first = names.subList(0, Math.min(names.size(), MAX_NAMES));
			text.add(kind + " " + first + ((first.size() < names.size()) ? " and more" : ""));
		}
	}

}
