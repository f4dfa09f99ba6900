package ai.memoturn.embedded.store;

import java.sql.SQLException;

/**
 * What the header of a file says it is. A file with another format number than this
 * version writes is refused, never guessed at.
 */
enum FileFormat {

	/** The list of databases and branches. */
	CATALOGUE(0x4d545f43, 3),

	/** The state of one branch. */
	BRANCH(0x4d545f42, 1),

	/** Policies, audit streams and erasures. */
	GOVERNANCE(0x4d545f47, 2);

	private final int applicationId;

	private final int version;

	FileFormat(int applicationId, int version) {
		this.applicationId = applicationId;
		this.version = version;
	}

	/**
	 * Return whether the file is new and empty, or of this format.
	 * @throws UnknownFormatException if it is neither
	 */
	boolean isFresh(SqliteSession session) throws SQLException {
		long id = Long.parseLong(session.queryText("PRAGMA application_id"));
		long found = Long.parseLong(session.queryText("PRAGMA user_version"));
		boolean empty = "0".equals(session.queryText("SELECT count(*) FROM sqlite_schema"));
		if (id == 0 && found == 0 && empty) {
			return true;
		}
		if (id != this.applicationId || found < 1) {
			throw new UnknownFormatException("was not written by a Memoturn node");
		}
		if (found > this.version) {
			throw new UnknownFormatException("has format " + found + ", which is newer than " + this.version
					+ ", the only one that this version reads; use the version of the node that wrote it or a newer one");
		}
		if (found < this.version) {
			throw new UnknownFormatException("has format " + found + ", which is older than " + this.version
					+ ", the only one that this version reads; use the version of the node that wrote it");
		}
		return false;
	}

	/**
	 * Write the header, within the transaction that creates the tables.
	 */
	void stamp(SqliteSession session) throws SQLException {
		session.pragma("application_id", Integer.toString(this.applicationId));
		session.pragma("user_version", Integer.toString(this.version));
	}

	/**
	 * A file is of a format that cannot be read. The message continues "The file …".
	 */
	static final class UnknownFormatException extends RuntimeException {

		UnknownFormatException(String message) {
			super(message);
		}

	}

}
