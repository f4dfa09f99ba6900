package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The catalogue's tables of segments and checkpoints. Its methods run in the
 * transactions, and under the lock, of the {@link Catalogue}.
 */
final class HistoryTables {

	private static final String SEGMENTS = """
			CREATE TABLE segments (
				branch TEXT NOT NULL,
				position INTEGER NOT NULL,
				file TEXT NOT NULL,
				from_txid INTEGER NOT NULL,
				to_txid INTEGER,
				bytes INTEGER NOT NULL,
				newest_at INTEGER NOT NULL,
				thinned INTEGER NOT NULL,
				PRIMARY KEY (branch, position)
			) STRICT, WITHOUT ROWID""";

	private static final String USERS_OF_SEGMENTS = "CREATE INDEX segments_by_file ON segments (file)";

	private static final String CHECKPOINTS = """
			CREATE TABLE checkpoints (
				branch TEXT NOT NULL,
				name TEXT NOT NULL,
				txid INTEGER NOT NULL,
				PRIMARY KEY (branch, name)
			) STRICT, WITHOUT ROWID""";

	private final SqliteSession session;

	HistoryTables(SqliteSession session) {
		this.session = session;
	}

	void create() throws SQLException {
		for (String sql : List.of(SEGMENTS, USERS_OF_SEGMENTS, CHECKPOINTS)) {
			this.session.execute(sql);
		}
	}

	void forget(BranchEntry branch) throws SQLException {
		remove(branch, segments(branch));
		this.session.update("DELETE FROM checkpoints WHERE branch = ?", branch.fileId());
	}

	List<SegmentEntry> segments(BranchEntry branch) throws SQLException {
		PreparedStatement query = this.session.prepare("""
				SELECT position, file, from_txid, to_txid, bytes, newest_at, thinned FROM segments
				WHERE branch = ? ORDER BY position""");
		query.setString(1, branch.fileId());
		List<SegmentEntry> segments = new ArrayList<>();
		try (ResultSet found = query.executeQuery()) {
			while (found.next()) {
				segments.add(new SegmentEntry(found.getLong(1), found.getString(2), found.getLong(3),
						(found.getObject(4) != null) ? found.getLong(4) : null, found.getLong(5), found.getLong(6),
						found.getBoolean(7)));
			}
		}
		return segments;
	}

	void insert(BranchEntry branch, List<SegmentEntry> segments) throws SQLException {
		for (SegmentEntry segment : segments) {
			this.session.update("""
					INSERT INTO segments (branch, position, file, from_txid, to_txid, bytes, newest_at, thinned)
					VALUES (?, ?, ?, ?, ?, ?, ?, ?)""", branch.fileId(), segment.position(), segment.file(),
					segment.from(), segment.to(), segment.bytes(), segment.newestAt(), segment.thinned() ? 1 : 0);
		}
	}

	/**
	 * Add the segment that is the newest from now on.
	 */
	void begin(BranchEntry branch, String file, long txid) throws SQLException {
		this.session.update("""
				INSERT INTO segments (branch, position, file, from_txid, bytes, newest_at, thinned)
				SELECT ?, coalesce(max(position), 0) + 1, ?, ?, 0, 0, 0 FROM segments WHERE branch = ?""",
				branch.fileId(), file, txid, branch.fileId());
	}

	void update(BranchEntry branch, SegmentEntry segment) throws SQLException {
		this.session.update("""
				UPDATE segments SET to_txid = ?, bytes = ?, newest_at = ? WHERE branch = ? AND position = ?""",
				segment.to(), segment.bytes(), segment.newestAt(), branch.fileId(), segment.position());
	}

	/**
	 * Remove segments from a branch, and give up those files that no other branch uses.
	 */
	void remove(BranchEntry branch, List<SegmentEntry> segments) throws SQLException {
		for (SegmentEntry segment : segments) {
			this.session.update("DELETE FROM segments WHERE branch = ? AND position = ?", branch.fileId(),
					segment.position());
			this.session.update("""
					INSERT OR IGNORE INTO deletions (file)
					SELECT ? WHERE NOT EXISTS (SELECT 1 FROM segments WHERE file = ?)""", segment.file(),
					segment.file());
		}
	}

	/**
	 * Let a branch have these segments and no others.
	 */
	void replaceAll(BranchEntry branch, List<SegmentEntry> segments) throws SQLException {
		List<SegmentEntry> former = new ArrayList<>(segments(branch));
		former.removeIf((segment) -> segments.stream().anyMatch((kept) -> kept.file().equals(segment.file())));
		remove(branch, former);
		for (SegmentEntry segment : segments) {
			update(branch, segment);
		}
	}

	void checkpoint(BranchEntry branch, String name, long txid) throws SQLException {
		this.session.update("INSERT OR REPLACE INTO checkpoints (branch, name, txid) VALUES (?, ?, ?)", branch.fileId(),
				name, txid);
	}

	@Nullable Long checkpoint(BranchEntry branch, String name) throws SQLException {
		PreparedStatement query = this.session.prepare("SELECT txid FROM checkpoints WHERE branch = ? AND name = ?");
		query.setString(1, branch.fileId());
		query.setString(2, name);
		try (ResultSet found = query.executeQuery()) {
			return found.next() ? found.getLong(1) : null;
		}
	}

	/**
	 * Return the checkpoints of a branch.
	 * @return their transaction ids by name
	 */
	Map<String, Long> checkpoints(BranchEntry branch) throws SQLException {
		PreparedStatement query = this.session.prepare("SELECT name, txid FROM checkpoints WHERE branch = ?");
		query.setString(1, branch.fileId());
		Map<String, Long> checkpoints = new HashMap<>();
		try (ResultSet found = query.executeQuery()) {
			while (found.next()) {
				checkpoints.put(found.getString(1), found.getLong(2));
			}
		}
		return checkpoints;
	}

	void dropCheckpointsAbove(BranchEntry branch, long txid) throws SQLException {
		this.session.update("DELETE FROM checkpoints WHERE branch = ? AND txid > ?", branch.fileId(), txid);
	}

}
