package ai.memoturn.embedded.vector;

import java.util.HashMap;
import java.util.Map;

import ai.memoturn.embedded.store.BranchPart;
import org.jspecify.annotations.Nullable;

/**
 * Many sets of vectors in memory, each with vectors of one length. Only the branch's
 * writer changes them.
 *
 * @param <K> what tells the sets apart
 */
public final class VectorSets<K> implements BranchPart<VectorViews<K>> {

	private final Map<K, VectorSet> sets = new HashMap<>();

	private volatile VectorViews<K> view = new VectorViews<>(0, Map.of());

	@Override
	public VectorViews<K> view() {
		return this.view;
	}

	@Override
	public Runnable mark() {
		VectorViews<K> viewThen = this.view;
		Map<K, Runnable> marks = new HashMap<>();
		this.sets.forEach((key, set) -> marks.put(key, set.mark()));
		return () -> {
			this.sets.keySet().retainAll(marks.keySet());
			marks.values().forEach(Runnable::run);
			this.view = viewThen;
		};
	}

	/**
	 * Add a vector to a set, which is made if there is none.
	 * @param key which set
	 * @param row the row that it belongs to, higher than any before in its set
	 * @param sessionId the row's session
	 * @param vector the vector, as long as the others of the set
	 */
	public void add(K key, long row, @Nullable String sessionId, float[] vector) {
		VectorSet set = this.sets.computeIfAbsent(key, (unknown) -> new VectorSet(vector.length));
		set.add(row, 0, sessionId, null, vector);
		show(key, set);
	}

	/**
	 * Note that a row was deleted.
	 * @param key which set its vector is in
	 * @param row the row
	 */
	public void forget(K key, long row) {
		VectorSet set = this.sets.get(key);
		if (set != null) {
			set.forget(row);
		}
	}

	@Override
	public void committed() {
		this.sets.forEach((key, set) -> {
			set.committed();
			if (set.view() != this.view.bySet().get(key)) {
				show(key, set);
			}
		});
	}

	private void show(K key, VectorSet set) {
		Map<K, VectorView> views = new HashMap<>(this.view.bySet());
		views.put(key, set.view());
		this.view = new VectorViews<>(views.values().stream().mapToLong(VectorView::generation).sum(), views);
	}

}
