package ai.memoturn.embedded.sql;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A statement that may run as far as its text shows.
 *
 * @param text the text
 * @param parameters its parameters
 * @param kind what it begins with
 * @param start where the statement proper begins, after what asks to explain it
 * @param explained whether something does
 * @param suspicious whether the text holds a reserved name where it could be a mere
 * string, so that what it is compiled to decides
 * @param namesOwn whether that is the name of a table of SQLite's own
 * @param likeBehind names in it that may be those of tables behind a full-text index
 * @param strict the text with all names in double quotes quoted otherwise, so that none
 * of them can become a string; {@code null} where there are none
 * @param mutating whether a token below write scope may not run it
 * @param remembering whether it asks for what a connection remembers of earlier
 * statements
 */
record GuardedStatement(String text, List<@Nullable Object> parameters, Kind kind, int start, boolean explained,
		boolean suspicious, boolean namesOwn, Set<String> likeBehind, @Nullable String strict, boolean mutating,
		boolean remembering) {

	/** What a statement does if it does what it begins with. */
	enum Kind {

		/** Reads; a {@code WITH} before a change is not among them. */
		QUERY,

		/** Changes rows. */
		CHANGE,

		/** Changes the schema. */
		SCHEMA,

		/** Defines something that is only resolved when it is used. */
		DEFINITION,

		/** Makes a full-text index. */
		VIRTUAL_TABLE,

		/** Gathers statistics or rebuilds indexes. */
		MAINTENANCE,

		/** Asks for a setting. */
		PRAGMA,

		/** Is possible only outside of a transaction, where no statement of a user is. */
		OUTSIDE

	}

	/**
	 * Return whether it can run on a connection that does not write.
	 */
	boolean isReading() {
		return this.kind == Kind.QUERY || this.kind == Kind.PRAGMA || this.explained;
	}

	/**
	 * Return the statement proper, which is what {@code EXPLAIN} explains.
	 */
	String explainable() {
		return this.text.substring(this.start);
	}

}
