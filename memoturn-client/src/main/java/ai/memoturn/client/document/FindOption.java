package ai.memoturn.client.document;

/**
 * How documents are found: in which order, how many, from where. Made by
 * {@link FindOptions}.
 */
public final class FindOption {

	/**
	 * What an option is about.
	 */
	enum Kind {

		SORT, LIMIT, SKIP

	}

	private final Kind kind;

	private final String path;

	private final int value;

	FindOption(Kind kind, String path, int value) {
		this.kind = kind;
		this.path = path;
		this.value = value;
	}

	Kind kind() {
		return this.kind;
	}

	/**
	 * Return the path to sort by.
	 * @return the path, empty for other options
	 */
	String path() {
		return this.path;
	}

	/**
	 * Return the number, or the direction as the protocol spells it.
	 * @return the value
	 */
	int value() {
		return this.value;
	}

	@Override
	public String toString() {
		return this.kind + "[" + this.path + (this.path.isEmpty() ? "" : " ") + this.value + "]";
	}

}
