package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.vector.VectorView;
import org.jspecify.annotations.Nullable;

/**
 * Which memories take part in a recall. Every channel applies it before it cuts off its
 * candidates.
 */
final class MemoryFilter {

	private final @Nullable EnumSet<MemoryType> types;

	private final @Nullable String sessionId;

	private final @Nullable String source;

	private final long now;

	private final String condition;

	MemoryFilter(RecallQuery query, @Nullable EnumSet<MemoryType> types, long now) {
		this.types = types;
		this.sessionId = query.sessionId();
		this.source = query.source();
		this.now = now;
		this.condition = "(m.expires_at IS NULL OR m.expires_at > ?)"
				+ (query.includeSuperseded() ? "" : " AND m.superseded_by IS NULL")
				+ ((this.sessionId != null) ? " AND m.session_id = ?" : "")
				+ ((this.source != null) ? " AND m.source = ?" : "")
				+ ((types != null) ? " AND m.type IN ("
						+ types.stream().map((type) -> "'" + type.wireName() + "'").collect(Collectors.joining(", "))
						+ ")" : "");
	}

	/**
	 * Return whether not one type is wanted.
	 */
	boolean matchesNothing() {
		return this.types != null && this.types.isEmpty();
	}

	/**
	 * Return the kinds of vectors that may pass, a bit each.
	 */
	int kinds() {
		return (this.types != null) ? this.types.stream().mapToInt((type) -> 1 << type.ordinal()).sum()
				: VectorView.ALL_KINDS;
	}

	/**
	 * Return the condition on a memory {@code m}; one of few different texts.
	 */
	String condition() {
		return this.condition;
	}

	/**
	 * Set the parameters of the condition.
	 * @param first the number of the first
	 * @return the number of the next parameter behind
	 */
	int bind(PreparedStatement statement, int first) throws SQLException {
		int next = first;
		statement.setLong(next++, this.now);
		if (this.sessionId != null) {
			statement.setString(next++, this.sessionId);
		}
		if (this.source != null) {
			statement.setString(next++, this.source);
		}
		return next;
	}

	/**
	 * Return which of these memories the snapshot holds and pass. One statement for all:
	 * most of what a look at one row costs is the way there.
	 */
	Set<Long> accepted(Snapshot snapshot, List<Long> rows) throws SQLException {
		PreparedStatement select = snapshot.prepare("SELECT m.row FROM json_each(?) candidate"
				+ " JOIN __memoturn_memories m ON m.row = candidate.value WHERE " + this.condition);
		select.setString(1, rows.toString());
		bind(select, 2);
		return new HashSet<>(MemoryRows.longs(select));
	}

}
