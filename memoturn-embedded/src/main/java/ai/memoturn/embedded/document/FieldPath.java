package ai.memoturn.embedded.document;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import ai.memoturn.embedded.fault.Fault;

/**
 * A checked path to a value of a document, members separated by dots. It walks objects
 * only: what a path leads to inside an array is missing.
 * <p>
 * Paths become part of SQL, since SQLite uses an index on an expression only where the
 * same expression is spelled out. What may be in one rules out everything that means
 * something there.
 *
 * @param text the path
 */
record FieldPath(String text) {

	/** The member that holds a document's id. */
	static final String ID = "_id";

	/** How long a path of a filter or sort may be, in bytes. */
	static final int MOST_BYTES = 200;

	/** An empty member could never be reached. */
	private static final Pattern RULE = Pattern.compile("[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+");

	/**
	 * Check a path.
	 * @throws Fault {@code invalid_request} if it breaks the rule
	 */
	FieldPath {
		if (!RULE.matcher(text).matches()) {
			throw Refusal.of("invalid path " + Refusal.shown(text)
					+ "; use letters of A-Z and a-z, digits, '_' and '-', with single dots between the members");
		}
	}

	/**
	 * Check a path of a filter or sort.
	 * @throws Fault {@code invalid_request} if it breaks the rule
	 */
	static FieldPath queried(String text) {
		if (text.length() > MOST_BYTES) {
			throw Refusal.of("invalid path " + Refusal.shown(text) + "; it is longer than " + MOST_BYTES + " bytes");
		}
		return new FieldPath(text);
	}

	boolean isId() {
		return this.text.equals(ID);
	}

	List<String> members() {
		return List.of(this.text.split("\\."));
	}

	/**
	 * Return the SQL of the value as comparisons see it: {@code NULL} where it is missing
	 * or null, 1 and 0 for true and false, text of JSON for arrays and objects.
	 */
	String value() {
		return isId() ? "id" : "json_extract(doc, " + json() + ")";
	}

	/**
	 * Return the SQL of the condition that the path is present, be it null.
	 */
	String present() {
		return isId() ? "1" : "json_type(doc, " + json() + ") IS NOT NULL";
	}

	/** Quoted, so that a member of digits is one too. */
	private String json() {
		return "'$.\"" + this.text.replace(".", "\".\"") + "\"'";
	}

	/**
	 * Return what tells an index on this path from others. SQLite's names ignore case,
	 * paths do not.
	 */
	String indexName() {
		StringBuilder name = new StringBuilder();
		for (char c : this.text.toCharArray()) {
			if (c >= 'A' && c <= 'Z') {
				name.append('^');
			}
			name.append(c);
		}
		return name.toString().toLowerCase(Locale.ROOT);
	}

}
