package ai.memoturn.embedded.transcript;

import java.util.HashMap;
import java.util.Map;

import ai.memoturn.embedded.store.BranchPart;
import ai.memoturn.embedded.vector.VectorSet;
import ai.memoturn.embedded.vector.VectorView;

/**
 * The vectors of a branch's turns in memory, which may be of many lengths. Only the
 * branch's writer changes it.
 */
final class TurnVectors implements BranchPart<TurnView> {

	private final Map<Integer, VectorSet> sets = new HashMap<>();

	private volatile TurnView view = new TurnView(0, Map.of());

	@Override
	public TurnView view() {
		return this.view;
	}

	@Override
	public Runnable mark() {
		TurnView viewThen = this.view;
		Map<Integer, Runnable> marks = new HashMap<>();
		this.sets.forEach((dimension, set) -> marks.put(dimension, set.mark()));
		return () -> {
			this.sets.keySet().retainAll(marks.keySet());
			marks.values().forEach(Runnable::run);
			this.view = viewThen;
		};
	}

	void add(long row, String sessionId, float[] vector) {
		VectorSet set = this.sets.computeIfAbsent(vector.length, VectorSet::new);
		set.add(row, 0, sessionId, null, vector);
		show(vector.length, set);
	}

	/**
	 * Note that a turn with a vector of that length was deleted.
	 */
	void drop(long row, int dimension) {
		VectorSet set = this.sets.get(dimension);
		if (set != null) {
			set.forget(row);
		}
	}

	@Override
	public void committed() {
		this.sets.forEach((dimension, set) -> {
			set.committed();
			if (set.view() != this.view.byDimension().get(dimension)) {
				show(dimension, set);
			}
		});
	}

	private void show(int dimension, VectorSet set) {
		Map<Integer, VectorView> views = new HashMap<>(this.view.byDimension());
		views.put(dimension, set.view());
		this.view = new TurnView(views.values().stream().mapToLong(VectorView::generation).sum(), views);
	}

}
