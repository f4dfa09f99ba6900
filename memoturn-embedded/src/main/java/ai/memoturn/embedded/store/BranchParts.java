package ai.memoturn.embedded.store;

import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts in memory of one open branch.
 */
final class BranchParts {

	private final Map<BranchModule<?, ?>, BranchPart<?>> parts = new IdentityHashMap<>();

	static BranchParts load(List<BranchModule<?, ?>> modules, SqliteSession session) throws SQLException {
		BranchParts loaded = new BranchParts();
		Transaction transaction = new Transaction(session, loaded);
		for (BranchModule<?, ?> module : modules) {
			module.createTables(transaction);
			loaded.parts.put(module, module.load(transaction));
		}
		return loaded;
	}

	@SuppressWarnings("unchecked")
	<P extends BranchPart<V>, V extends BranchPart.View> P part(BranchModule<P, V> module) {
		BranchPart<?> part = this.parts.get(module);
		if (part == null) {
			throw new IllegalArgumentException("The module is not attached to this store");
		}
		return (P) part;
	}

	Map<BranchModule<?, ?>, BranchPart.View> views() {
		Map<BranchModule<?, ?>, BranchPart.View> views = new IdentityHashMap<>();
		this.parts.forEach((module, part) -> views.put(module, part.view()));
		return views;
	}

	/**
	 * Return whether nothing has been dropped since the earlier views were taken.
	 */
	static boolean sameGeneration(Map<BranchModule<?, ?>, BranchPart.View> before,
			Map<BranchModule<?, ?>, BranchPart.View> after) {
		for (Map.Entry<BranchModule<?, ?>, BranchPart.View> entry : after.entrySet()) {
			BranchPart.View earlier = before.get(entry.getKey());
			if (earlier == null || earlier.generation() != entry.getValue().generation()) {
				return false;
			}
		}
		return true;
	}

	Runnable mark() {
		List<Runnable> marks = this.parts.values().stream().map(BranchPart::mark).toList();
		return () -> marks.forEach(Runnable::run);
	}

	void committed() {
		this.parts.values().forEach(BranchPart::committed);
	}

}
