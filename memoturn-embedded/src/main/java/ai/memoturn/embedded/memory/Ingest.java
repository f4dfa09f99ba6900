package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.Expiry;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.vector.EmbeddingRule;
import ai.memoturn.embedded.vector.VectorSet;
import org.jspecify.annotations.Nullable;

/**
 * One batch of new memories: first checked, then stored as a whole.
 */
final class Ingest {

	private static final long DEFAULT_TTL_SECONDS = 86_400;

	private final List<Item> items;

	private final long mostTtlSeconds;

	private Ingest(List<Item> items, long mostTtlSeconds) {
		this.items = items;
		this.mostTtlSeconds = mostTtlSeconds;
	}

	/**
	 * Check the items, types before everything else, and work out all that needs no
	 * database.
	 * @param mostTtlSeconds how long tasks live at most, whatever they ask for
	 * @throws Fault {@code invalid_request} at the first item that breaks a rule
	 */
	static Ingest of(List<NewMemory> memories, long mostTtlSeconds) {
		List<MemoryType> types = types(memories);
		List<Item> items = new ArrayList<>(memories.size());
		for (int i = 0; i < memories.size(); i++) {
			NewMemory memory = memories.get(i);
			MemoryType type = types.get(i);
			check(i, memory, type);
			float[] embedding = (type != MemoryType.TASK) ? memory.embedding() : null;
			items.add(new Item(MemoryId.of(type.wireName(), memory.topicKey(), memory.content()), type, memory,
					embedding));
		}
		return new Ingest(items, mostTtlSeconds);
	}

	/**
	 * Return the types of the items.
	 * @throws Fault {@code invalid_request} at the first that is unknown
	 */
	static List<MemoryType> types(List<NewMemory> memories) {
		List<MemoryType> types = new ArrayList<>(memories.size());
		for (int i = 0; i < memories.size(); i++) {
			MemoryType type = MemoryType.of(memories.get(i).type());
			if (type == null) {
				throw invalid(i, "type", "must be fact, event, instruction or task");
			}
			types.add(type);
		}
		return types;
	}

	/**
	 * Return whether an item may have an embedding and came without.
	 */
	static boolean lacksEmbedding(NewMemory memory) {
		return memory.embedding() == null && MemoryType.of(memory.type()) != MemoryType.TASK;
	}

	private static void check(int index, NewMemory memory, MemoryType type) {
		if (WhiteSpace.isAllOf(memory.summary())) {
			throw invalid(index, "summary", "must contain a character that is not white space");
		}
		if (memory.topicKey() != null && !type.hasTopic()) {
			throw invalid(index, "topic_key", "is only allowed on facts and instructions; leave it out");
		}
		if (memory.ttlSeconds() != null && type != MemoryType.TASK) {
			throw invalid(index, "ttl", "is only allowed on tasks; leave it out");
		}
		float[] embedding = memory.embedding();
		if (embedding != null) {
			EmbeddingRule.check("memories[" + index + "].embedding", embedding);
		}
	}

	private static Fault invalid(int index, String field, String rule) {
		return new Fault(FaultCode.INVALID_REQUEST, "memories[" + index + "]." + field + " " + rule);
	}

	/**
	 * Store the batch.
	 * @param now the time of all of it, Unix milliseconds
	 * @return what became of each item
	 */
	List<IngestOutcome.Item> store(Transaction transaction, VectorSet vectors, long now) throws SQLException {
		// Once, before the batch: what it supersedes itself is not revived by it.
		Map<String, Existing> existing = existing(transaction);
		Set<String> seen = new HashSet<>();
		List<IngestOutcome.Item> results = new ArrayList<>(this.items.size());
		for (Item item : this.items) {
			Existing known = existing.get(item.id());
			if (!seen.add(item.id()) || (known != null && known.active())) {
				results.add(new IngestOutcome.Item(item.id(), "duplicate", List.of()));
				continue;
			}
			// The stored topic counts for a revived one: a key of "" and none share an
			// id.
			String topicKey = (known != null) ? known.topicKey() : item.memory().topicKey();
			List<String> superseded = (topicKey != null) ? supersede(transaction, item, topicKey, now) : List.of();
			if (known != null) {
				revive(transaction, item);
			}
			else {
				create(transaction, vectors, item, now);
			}
			touchSession(transaction, item.memory().sessionId(), now);
			results.add(new IngestOutcome.Item(item.id(), (known != null) ? "revived" : "created", superseded));
		}
		return results;
	}

	private Map<String, Existing> existing(Transaction transaction) throws SQLException {
		Map<String, Existing> existing = new HashMap<>();
		PreparedStatement select = transaction
			.prepare("SELECT topic_key, superseded_by IS NULL FROM __memoturn_memories WHERE id = ?");
		for (Item item : this.items) {
			select.setString(1, item.id());
			try (ResultSet rows = select.executeQuery()) {
				if (rows.next()) {
					existing.put(item.id(), new Existing(rows.getString(1), rows.getBoolean(2)));
				}
			}
		}
		return existing;
	}

	/**
	 * Mark what is active on the item's topic as superseded by it.
	 * @return the ids of those
	 */
	private static List<String> supersede(Transaction transaction, Item item, String topicKey, long now)
			throws SQLException {
		PreparedStatement update = transaction.prepare("""
				UPDATE __memoturn_memories SET superseded_by = ?, superseded_at = ?
				WHERE topic_key = ? AND type = ? AND superseded_by IS NULL RETURNING id""");
		update.setString(1, item.id());
		update.setLong(2, now);
		update.setString(3, topicKey);
		update.setString(4, item.type().wireName());
		List<String> superseded = new ArrayList<>(1);
		try (ResultSet rows = update.executeQuery()) {
			while (rows.next()) {
				superseded.add(rows.getString(1));
			}
		}
		return superseded;
	}

	private static void revive(Transaction transaction, Item item) throws SQLException {
		PreparedStatement update = transaction
			.prepare("UPDATE __memoturn_memories SET superseded_by = NULL, superseded_at = NULL WHERE id = ?");
		update.setString(1, item.id());
		update.executeUpdate();
	}

	private void create(Transaction transaction, VectorSet vectors, Item item, long now) throws SQLException {
		NewMemory memory = item.memory();
		Long expiresAt = (item.type() == MemoryType.TASK) ? expiresAt(now, memory.ttlSeconds()) : null;
		StoredMemory stored = new StoredMemory(item.id(), item.type().wireName(), memory.topicKey(), memory.summary(),
				memory.content(), (memory.keywords() != null) ? memory.keywords() : "", memory.sessionId(),
				memory.source(), now, expiresAt, null, null, List.of());
		long row = MemoryRows.insert(transaction, stored);
		float[] embedding = item.embedding();
		if (embedding != null) {
			// One of another length is left out without harm to its memory.
			MemoryRows.insertVector(transaction, vectors, row, item.type(), stored, embedding);
		}
	}

	private long expiresAt(long now, @Nullable Long ttlSeconds) {
		long ttl = Math.min((ttlSeconds != null) ? ttlSeconds : DEFAULT_TTL_SECONDS, this.mostTtlSeconds);
		return Expiry.instant(now, ttl);
	}

	private static void touchSession(Transaction transaction, @Nullable String sessionId, long now)
			throws SQLException {
		if (sessionId != null) {
			PreparedStatement upsert = transaction.prepare("""
					INSERT INTO __memoturn_sessions (id, created_at, last_active_at) VALUES (?1, ?2, ?2)
					ON CONFLICT (id) DO UPDATE SET last_active_at = excluded.last_active_at""");
			upsert.setString(1, sessionId);
			upsert.setLong(2, now);
			upsert.executeUpdate();
		}
	}

	/**
	 * @param embedding the vector to store, never that of a task
	 */
	private record Item(String id, MemoryType type, NewMemory memory, float @Nullable [] embedding) {
	}

	private record Existing(@Nullable String topicKey, boolean active) {
	}

}
