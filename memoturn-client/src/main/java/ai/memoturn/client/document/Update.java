package ai.memoturn.client.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of documents. Made by {@link Updates}; immutable, so that every method
 * returns a changed copy. {@link #toString()} does not show the values.
 * <p>
 * A path names members of objects, {@code a.b.c}; the id cannot be changed. The changes
 * of one update are made in this order, whatever the order they were given in:
 * {@link #inc}, {@link #push}, {@link #set}, {@link #unset}.
 */
public final class Update {

	static final Update NONE = new Update(Map.of());

	private static final String SET = "$set";

	private static final String UNSET = "$unset";

	private static final String INC = "$inc";

	private static final String PUSH = "$push";

	private final Map<String, @Nullable Object> tree;

	private Update(Map<String, @Nullable Object> tree) {
		this.tree = tree;
	}

	static Update of(Map<String, ?> update) {
		Map<String, @Nullable Object> tree = Paths.object("update", update);
		Checks.argument(!tree.isEmpty() && tree.keySet().stream().allMatch((operator) -> operator.startsWith("$")),
				() -> "update must hold operators such as $set: whole documents cannot be replaced");
		return new Update(tree);
	}

	/**
	 * Set a member. Missing parents become objects; if a parent is there and no object,
	 * nothing changes.
	 * @param path which member: members joined by {@code .}, of
	 * {@code A-Z a-z 0-9 _ - .}, not {@code _id}
	 * @param value anything that becomes JSON, {@code null} included; read at once
	 * @return the changed copy
	 * @throws IllegalArgumentException if the path breaks the rule or is set already, or
	 * the value cannot become JSON
	 */
	public Update set(String path, @Nullable Object value) {
		return with(SET, path, Json.freeze("value for " + path, value));
	}

	/**
	 * Remove a member, if it is there.
	 * @param path which member, as in {@link #set}
	 * @return the changed copy
	 * @throws IllegalArgumentException if the path breaks the rule or is removed already
	 */
	public Update unset(String path) {
		return with(UNSET, path, true);
	}

	/**
	 * Add to a number. What is missing or {@code null} counts as 0, as do arrays and
	 * objects; {@code true} and {@code false} as 1 and 0; text as the number that it
	 * begins with, or 0. An integer stays one if an integer is added and the sum fits.
	 * @param path which member, as in {@link #set}
	 * @param amount what to add: an integer from -2^63 to 2^64-1, or a finite
	 * {@code double} or {@code float}
	 * @return the changed copy
	 * @throws IllegalArgumentException if the path breaks the rule or is added to
	 * already, or the amount is another number
	 */
	public Update inc(String path, Number amount) {
		return with(INC, path, Paths.number(path, amount, "a number"));
	}

	/**
	 * Append an element to an array. If there is none, one is made; if there is something
	 * else, {@code null} included, nothing changes.
	 * @param path which member, as in {@link #set}
	 * @param element the one element, itself an array or not: anything that becomes JSON;
	 * read at once
	 * @return the changed copy
	 * @throws IllegalArgumentException if the path breaks the rule or is appended to
	 * already, or the element cannot become JSON
	 */
	public Update push(String path, @Nullable Object element) {
		return with(PUSH, path, Json.freeze("value for " + path, element));
	}

	private Update with(String operator, String path, @Nullable Object operand) {
		Checks.argument(!Paths.check(path).equals(Paths.ID), () -> "path must not be _id: ids cannot be changed");
		Map<String, @Nullable Object> operands = new LinkedHashMap<>();
		if (this.tree.get(operator) instanceof Map<?, ?> present) {
			present.forEach((key, value) -> operands.put((String) key, value));
		}
		Checks.argument(!operands.containsKey(path),
				() -> "path " + path + " has an operand for " + operator + " already: give one, or make two updates");
		operands.put(path, operand);
		Map<String, @Nullable Object> tree = new LinkedHashMap<>(this.tree);
		tree.put(operator, Collections.unmodifiableMap(operands));
		return new Update(Collections.unmodifiableMap(tree));
	}

	Map<String, @Nullable Object> tree() {
		return this.tree;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof Update that) && this.tree.equals(that.tree);
	}

	@Override
	public int hashCode() {
		return this.tree.hashCode();
	}

	@Override
	public String toString() {
		return "Update[" + String.join(", ", this.tree.keySet()) + "]";
	}

}
