package ai.memoturn.client.document;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Makes updates; for static import: {@code set("done", true).inc("tries", 1)}.
 */
public final class Updates {

	private Updates() {
	}

	/**
	 * Begin an update that sets a member.
	 * @param path which member
	 * @param value what to set it to
	 * @return the update
	 * @see Update#set(String, Object)
	 */
	public static Update set(String path, @Nullable Object value) {
		return Update.NONE.set(path, value);
	}

	/**
	 * Begin an update that removes a member.
	 * @param path which member
	 * @return the update
	 * @see Update#unset(String)
	 */
	public static Update unset(String path) {
		return Update.NONE.unset(path);
	}

	/**
	 * Begin an update that adds to a number.
	 * @param path which member
	 * @param amount what to add
	 * @return the update
	 * @see Update#inc(String, Number)
	 */
	public static Update inc(String path, Number amount) {
		return Update.NONE.inc(path, amount);
	}

	/**
	 * Begin an update that appends an element to an array.
	 * @param path which member
	 * @param element the element
	 * @return the update
	 * @see Update#push(String, Object)
	 */
	public static Update push(String path, @Nullable Object element) {
		return Update.NONE.push(path, element);
	}

	/**
	 * Take an update as the protocol spells it, for example
	 * {@code Map.of("$set", Map.of("done", true))}. Its operators are left for the server
	 * to judge.
	 * @param update the update; copied
	 * @return the update
	 * @throws IllegalArgumentException if the map cannot become JSON, is empty, or holds
	 * a member that is no operator
	 */
	public static Update of(Map<String, ?> update) {
		return Update.of(update);
	}

}
