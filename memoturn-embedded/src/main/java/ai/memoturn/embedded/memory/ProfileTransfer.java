package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.vector.VectorBytes;
import ai.memoturn.embedded.vector.VectorSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the memories of a profile out as lines of text and puts such lines into an empty
 * one: ids, topics, chains, sources, times, sessions and vectors, to the bit. Blocks;
 * safe for use by many threads.
 * <p>
 * A profile may be larger than memory, so lines travel in pages. Each page is one state
 * or one transaction; to see one state throughout, export a fork.
 */
public final class ProfileTransfer {

	private static final int MOST_LINES = 1000;

	/** A page ends with the line that reaches it. */
	private static final int PAGE_CHARACTERS = 2 * 1024 * 1024;

	private final NodeStore store;

	private final MemoryModule module;

	private final InstantSource clock;

	ProfileTransfer(NodeStore store, MemoryModule module, InstantSource clock) {
		this.store = store;
		this.module = module;
		this.clock = clock;
	}

	/**
	 * Export the next lines of a profile's branch.
	 * @param address what to export
	 * @param after {@link ExportedPage#next()} of the page before, {@code null} for the
	 * first
	 * @return the lines
	 * @throws Fault {@code database_not_found} or {@code branch_not_found} if there is
	 * none, {@code invalid_request} if a name or {@code after} is none
	 */
	public ExportedPage export(ProfileAddress address, @Nullable String after) {
		Cursor cursor = (after != null) ? Cursor.parse(after) : new Cursor(0, "", -1);
		BranchEntry branch = address.existingBranch(this.store);
		return this.store.read(branch, (snapshot) -> new Page(cursor).fill(snapshot, this.module));
	}

	/**
	 * Count what there is to export.
	 * @param address the profile and its branch
	 * @return how many lines, those that begin and end the file aside
	 * @throws Fault as {@link #export} does
	 */
	public long size(ProfileAddress address) {
		return this.store.read(address.existingBranch(this.store),
				(snapshot) -> number(snapshot.prepare("SELECT (SELECT count(*) FROM __memoturn_sessions)"
						+ " + (SELECT count(*) FROM __memoturn_memories)")));
	}

	/**
	 * Check lines without storing them: everything but what depends on lines before them.
	 * @param lines the lines
	 * @param firstLine the number of the first, from 1
	 * @return what they hold; nothing is stored, and the transaction id is 0
	 * @throws Fault {@code invalid_request} with the number of the first bad line
	 */
	public ImportedLines check(Iterable<String> lines, long firstLine) {
		long number = firstLine;
		long memories = 0;
		long sessions = 0;
		boolean complete = false;
		for (String text : lines) {
			if (complete) {
				throw invalid(number, "comes after the end of the profile");
			}
			ProfileLine line = ProfileFormat.parse(text, number++);
			memories += (line instanceof ProfileLine.Stored) ? 1 : 0;
			sessions += (line instanceof ProfileLine.Session) ? 1 : 0;
			complete = line instanceof ProfileLine.End;
		}
		return new ImportedLines(memories, sessions, complete, 0, 0);
	}

	/**
	 * Import lines, all of them or none. The profile comes into existence even when lines
	 * that are right by themselves are then refused.
	 * @param address where to; the branch must be empty before the first line
	 * @param lines the lines; gone through more than once
	 * @param firstLine the number of the first, from 1
	 * @param stored {@link ImportedLines#stored()} of the lines before, 0 for the first
	 * @param durable whether to answer only when they are in stable storage
	 * @param permission throws if the caller's permission has ended with the profile
	 * @return what was imported
	 * @throws Fault {@code invalid_request} with the number of the first bad line,
	 * {@code conflict} if the branch holds other than what was imported so far,
	 * {@code branch_not_found}
	 */
	public ImportedLines importLines(ProfileAddress address, Iterable<String> lines, long firstLine, long stored,
			boolean durable, Runnable permission) {
		String name = address.checkedDatabaseName();
		ImportedLines checked = check(lines, firstLine);
		DatabaseEntry database = this.store.registerDatabase(name, this.clock.millis(), permission);
		BranchEntry branch = address.branch(this.store, database);
		Committed<Long> committed = this.store.write(branch, durable, (transaction) -> {
			requireStored(transaction, firstLine, stored);
			VectorSet vectors = transaction.part(this.module);
			long number = firstLine;
			for (String text : lines) {
				store(transaction, vectors, ProfileFormat.parse(text, number), number);
				number++;
			}
			return stored(transaction);
		});
		return new ImportedLines(checked.memories(), checked.sessions(), checked.complete(), committed.value(),
				committed.txid());
	}

	/**
	 * Tasks do not count: a sweep may delete those that have expired between two pages.
	 */
	private static long stored(Transaction transaction) throws SQLException {
		return number(transaction.prepare("SELECT (SELECT count(*) FROM __memoturn_sessions)"
				+ " + (SELECT count(*) FROM __memoturn_memories WHERE type <> 'task')"));
	}

	private static void requireStored(Transaction transaction, long firstLine, long expected) throws SQLException {
		long found = stored(transaction);
		if (firstLine == 1) {
			found += number(transaction.prepare("SELECT count(*) FROM __memoturn_memories WHERE type = 'task'"));
			if (found > 0) {
				throw new Fault(FaultCode.CONFLICT,
						"the branch already holds memories or sessions; import into a new profile or an empty one");
			}
		}
		if (found != expected) {
			throw new Fault(FaultCode.CONFLICT,
					"the branch has changed since the lines before line " + firstLine + " were imported");
		}
	}

	private static long number(PreparedStatement select) throws SQLException {
		return MemoryRows.longs(select).get(0);
	}

	private static void store(Transaction transaction, VectorSet vectors, ProfileLine line, long number)
			throws SQLException {
		if (line instanceof ProfileLine.Session session) {
			storeSession(transaction, session.entry(), number);
		}
		else if (line instanceof ProfileLine.Stored stored) {
			storeMemory(transaction, vectors, stored, number);
		}
		else if (line instanceof ProfileLine.End end) {
			Integer dimension = end.dimension();
			if (dimension != null && vectors.dimension() == 0) {
				MemoryRows.fixDimension(transaction, vectors, dimension);
			}
			if (vectors.dimension() != ((dimension != null) ? dimension : 0)) {
				throw invalid(number, "end.vector_dimension must be " + vectors.dimension()
						+ ", the length of the embeddings before it");
			}
		}
	}

	private static void storeSession(Transaction transaction, SessionEntry session, long number) throws SQLException {
		PreparedStatement insert = transaction.prepare("""
				INSERT INTO __memoturn_sessions (id, created_at, last_active_at) VALUES (?, ?, ?)
				ON CONFLICT (id) DO NOTHING""");
		insert.setString(1, session.id());
		insert.setLong(2, session.createdAt());
		insert.setLong(3, session.lastActiveAt());
		if (insert.executeUpdate() == 0) {
			throw invalid(number, "session.id stands on an earlier line too");
		}
	}

	private static void storeMemory(Transaction transaction, VectorSet vectors, ProfileLine.Stored stored, long number)
			throws SQLException {
		StoredMemory memory = stored.memory();
		PreparedStatement same = transaction.prepare("SELECT row FROM __memoturn_memories WHERE id = ?");
		same.setString(1, memory.id());
		if (!MemoryRows.longs(same).isEmpty()) {
			throw invalid(number, "memory.id stands on an earlier line too");
		}
		if (memory.topicKey() != null && memory.supersededBy() == null) {
			PreparedStatement active = transaction.prepare("""
					SELECT row FROM __memoturn_memories
					WHERE topic_key = ? AND type = ? AND superseded_by IS NULL""");
			active.setString(1, memory.topicKey());
			active.setString(2, memory.type());
			if (!MemoryRows.longs(active).isEmpty()) {
				throw invalid(number, "memory.topic_key has an active " + memory.type()
						+ " on an earlier line already; all but one must be superseded");
			}
		}
		long row = MemoryRows.insert(transaction, memory);
		float[] embedding = stored.embedding();
		MemoryType type = MemoryType.of(memory.type());
		if (embedding != null && type != null
				&& !MemoryRows.insertVector(transaction, vectors, row, type, memory, embedding)) {
			throw invalid(number, "memory.embedding has " + embedding.length + " values, but those before it have "
					+ vectors.dimension());
		}
	}

	private static Fault invalid(long number, String problem) {
		return new Fault(FaultCode.INVALID_REQUEST, "line " + number + ": " + problem);
	}

	/**
	 * What was exported so far. Sessions come first, by id, then memories in the order in
	 * which they were stored.
	 *
	 * @param lines how many lines
	 * @param session the last session, any text
	 * @param row the row of the last memory, negative before memories begin
	 */
	private record Cursor(long lines, String session, long row) {

		static Cursor parse(String text) {
			String[] parts = text.split(":", 3);
			try {
				Cursor cursor = (parts.length == 3)
						? new Cursor(Long.parseLong(parts[0]), parts[2], Long.parseLong(parts[1])) : null;
				if (cursor != null && cursor.lines() > 0) {
					return cursor;
				}
			}
			catch (NumberFormatException ex) {
				// Not one of ours either.
			}
			throw new Fault(FaultCode.INVALID_REQUEST, "after must be the value of next of another page");
		}

		String text() {
			return this.lines + ":" + this.row + ":" + this.session;
		}

	}

	/**
	 * A page while it is being filled.
	 */
	private static final class Page {

		private final List<String> lines = new ArrayList<>();

		private final long before;

		private String session;

		private long row;

		private int memories;

		private int sessions;

		private long characters;

		Page(Cursor cursor) {
			this.before = cursor.lines();
			this.session = cursor.session();
			this.row = cursor.row();
		}

		ExportedPage fill(Snapshot snapshot, MemoryModule module) throws SQLException {
			if (this.before == 0) {
				add(ProfileFormat.header());
			}
			if (this.row < 0) {
				addSessions(snapshot);
			}
			if (this.row >= 0) {
				addMemories(snapshot);
			}
			String next = null;
			if (isFull()) {
				next = new Cursor(count(), this.session, this.row).text();
			}
			else {
				add(ProfileFormat.end(count() + 1, snapshot.view(module).dimension()));
			}
			return new ExportedPage(this.lines, this.memories, this.sessions, next, snapshot.txid());
		}

		private void addSessions(Snapshot snapshot) throws SQLException {
			// The empty text is the id of a session too, but before all others.
			PreparedStatement select = snapshot.prepare("""
					SELECT id, created_at, last_active_at FROM __memoturn_sessions
					WHERE id > ?1 OR ?2 ORDER BY id""");
			select.setString(1, this.session);
			select.setBoolean(2, this.before == 0);
			try (ResultSet rows = select.executeQuery()) {
				while (!isFull() && rows.next()) {
					this.session = rows.getString(1);
					add(ProfileFormat.session(new SessionEntry(this.session, rows.getLong(2), rows.getLong(3))));
					this.sessions++;
				}
				if (!isFull()) {
					this.row = 0;
				}
			}
		}

		private void addMemories(Snapshot snapshot) throws SQLException {
			PreparedStatement select = snapshot.prepare("SELECT " + MemoryRows.COLUMNS + """
					, m.row, v.embedding
					FROM __memoturn_memories m LEFT JOIN __memoturn_memory_vectors v ON v.row = m.row
					WHERE m.row > ? ORDER BY m.row""");
			select.setLong(1, this.row);
			try (ResultSet rows = select.executeQuery()) {
				while (!isFull() && rows.next()) {
					snapshot.checkTime();
					this.row = rows.getLong(13);
					byte[] embedding = rows.getBytes(14);
					add(ProfileFormat.memory(MemoryRows.memory(rows, List.of()),
							(embedding != null) ? VectorBytes.read(embedding) : null));
					this.memories++;
				}
			}
		}

		private void add(String line) {
			this.lines.add(line);
			this.characters += line.length();
		}

		private long count() {
			return this.before + this.lines.size();
		}

		private boolean isFull() {
			return this.lines.size() >= MOST_LINES || this.characters >= PAGE_CHARACTERS;
		}

	}

}
