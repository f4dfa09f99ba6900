package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.Erased;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Finds and erases what a {@link MemoryTarget} stands for. Blocks; safe for use by many
 * threads.
 */
public final class MemoryErasure {

	private static final String MEMORY = "SELECT id FROM __memoturn_memories WHERE id = ?";

	private static final String TOPIC = "SELECT id FROM __memoturn_memories WHERE topic_key = ? AND type = ?";

	private final MemoryService memory;

	private final NodeStore store;

	private final Deletion deletion;

	MemoryErasure(MemoryService memory, NodeStore store, Deletion deletion) {
		this.memory = memory;
		this.store = store;
		this.deletion = deletion;
	}

	/**
	 * Look up the branch of an address.
	 * @param address where
	 * @return the branch
	 * @throws Fault {@code invalid_request} if a name breaks the rule,
	 * {@code database_not_found}, {@code branch_not_found}
	 */
	public BranchEntry branch(ProfileAddress address) {
		return this.memory.existingBranch(address);
	}

	/**
	 * Return which memories a target stands for.
	 * @param branch where
	 * @param target the target, which has exactly one of memory, topic and session
	 * @return their ids, none for a session
	 * @throws Fault {@code invalid_request} if the topic's type is unknown,
	 * {@code not_found} if there is no such memory, or none on that topic
	 */
	public List<String> find(BranchEntry branch, MemoryTarget target) {
		if (target.topicKey() != null && MemoryType.of(Objects.requireNonNull(target.type())) == null) {
			throw new Fault(FaultCode.INVALID_REQUEST,
					"unknown memory type: " + target.type() + "; use fact or instruction");
		}
		return this.store.read(branch, (snapshot) -> required(target, ids(snapshot, target)));
	}

	private static List<String> ids(Snapshot snapshot, MemoryTarget target) throws SQLException {
		List<String> ids = new ArrayList<>();
		if (target.sessionId() == null) {
			PreparedStatement select = snapshot.prepare((target.topicKey() != null) ? TOPIC : MEMORY);
			if (target.topicKey() != null) {
				select.setString(1, target.topicKey());
				select.setString(2, target.type());
			}
			else {
				select.setString(1, target.memoryId());
			}
			try (ResultSet rows = select.executeQuery()) {
				while (rows.next()) {
					ids.add(rows.getString(1));
				}
			}
		}
		return ids;
	}

	private static List<String> required(MemoryTarget target, List<String> ids) {
		if (target.sessionId() == null && ids.isEmpty()) {
			throw new Fault(FaultCode.NOT_FOUND,
					(target.memoryId() != null) ? "memory not found" : "no memory of that topic and type");
		}
		return ids;
	}

	/**
	 * Delete what a target stands for, for good and all or nothing.
	 * @param branch where
	 * @param target the target, which {@link #find} has accepted
	 * @return the ids of the memories, none for a session
	 * @throws Fault {@code not_found} if they are gone by now; as a write does
	 */
	public Erased<List<String>> erase(BranchEntry branch, MemoryTarget target) {
		return this.store.erase(branch, (transaction) -> {
			List<String> ids = List.of();
			if (target.sessionId() != null) {
				this.deletion.session(transaction, target.sessionId(), target.turns());
			}
			else if (target.topicKey() != null) {
				ids = this.deletion.topic(transaction, target.topicKey(), Objects.requireNonNull(target.type()));
			}
			else {
				String id = Objects.requireNonNull(target.memoryId());
				ids = this.deletion.memory(transaction, id) ? List.of(id) : List.of();
			}
			return required(target, ids);
		});
	}

	/**
	 * Find out whether an erasure was carried out of which that is not known.
	 * @param branch where
	 * @param target the target
	 * @param ids the ids that {@link #find} has returned
	 * @return the newest state, in stable storage, if nothing of the target is in it;
	 * {@code null} if something is
	 */
	public @Nullable Erased<List<String>> erased(BranchEntry branch, MemoryTarget target, List<String> ids) {
		return holds(branch, target, ids) ? null : this.store.erase(branch, (transaction) -> ids);
	}

	private boolean holds(BranchEntry branch, MemoryTarget target, List<String> ids) {
		return this.store.read(branch, (snapshot) -> {
			if (target.sessionId() != null) {
				return holdsSession(snapshot, target.sessionId(), target.turns());
			}
			for (String id : ids) {
				if (!ids(snapshot, MemoryTarget.memory(id)).isEmpty()) {
					return true;
				}
			}
			return false;
		});
	}

	private static boolean holdsSession(Snapshot snapshot, String sessionId, boolean turns) throws SQLException {
		PreparedStatement select = snapshot.prepare("""
				SELECT EXISTS (SELECT 1 FROM __memoturn_memories WHERE type = 'task' AND session_id = ?1)
					OR EXISTS (SELECT 1 FROM __memoturn_sessions WHERE id = ?1)
					OR (?2 AND EXISTS (SELECT 1 FROM __memoturn_messages WHERE session_id = ?1))""");
		select.setString(1, sessionId);
		select.setInt(2, turns ? 1 : 0);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() && rows.getBoolean(1);
		}
	}

}
