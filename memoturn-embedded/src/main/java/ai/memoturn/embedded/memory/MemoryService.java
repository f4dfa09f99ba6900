package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;

import ai.memoturn.embedded.database.NameRule;
import ai.memoturn.embedded.egress.AutoEmbedding;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.policy.PolicyField;
import ai.memoturn.embedded.policy.PolicySource;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.Expiry;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Versioned;
import ai.memoturn.embedded.transcript.TranscriptService;
import org.jspecify.annotations.Nullable;

/**
 * What the memory routes do, without HTTP. Blocks; safe for use by many threads.
 * <p>
 * Every method throws a {@link Fault} for what the protocol answers with an error, in the
 * protocol's order of checks, and besides {@code overloaded} (the branch's write queue is
 * full), {@code unavailable} (storage fails for now; nothing was done) and
 * {@code internal} (the profile's file is damaged).
 */
public final class MemoryService {

	private static final int MAX_BATCH = 1000;

	private static final int MAX_SESSIONS = 1000;

	private final NodeStore store;

	private final TranscriptService transcripts;

	private final InstantSource clock;

	private final MemoryModule module = new MemoryModule();

	private final Expiry expiry;

	private final PolicySource policies;

	private final Aging aging;

	private final AutoEmbedding embedding;

	private final Deletion deletion;

	private final ProfileTransfer transfer;

	/**
	 * Create the one memory service of a store without policies and embedding, before any
	 * of its branches is used.
	 * @param store where the memories are
	 * @param transcripts the turns that a recall may include and an ended session may
	 * drop
	 * @param clock tells the time of what is stored, and when tasks expire
	 */
	public MemoryService(NodeStore store, TranscriptService transcripts, InstantSource clock) {
		this(store, transcripts, PolicySource.NONE, AutoEmbedding.NONE, clock);
	}

	/**
	 * Create the one memory service of a store, before any of its branches is used.
	 * @param store where the memories are
	 * @param transcripts the turns that a recall may include and an ended session may
	 * drop
	 * @param policies tell how long memories may live
	 * @param embedding embeds what came without an embedding
	 * @param clock tells the time of what is stored, and when tasks expire
	 */
	public MemoryService(NodeStore store, TranscriptService transcripts, PolicySource policies, AutoEmbedding embedding,
			InstantSource clock) {
		this.policies = policies;
		this.embedding = embedding;
		this.aging = new Aging(store, policies, this.module, clock);
		this.store = store;
		this.transcripts = transcripts;
		this.clock = clock;
		this.expiry = new Expiry(store, clock, "__memoturn_memories", "row");
		this.deletion = new Deletion(this.module, transcripts);
		store.attach(this.module);
		this.transfer = new ProfileTransfer(store, this.module, clock);
	}

	/**
	 * Return what takes profiles out of the store and into it as a whole.
	 * @return the transfer of profiles
	 */
	public ProfileTransfer transfer() {
		return this.transfer;
	}

	/**
	 * List the profiles of a namespace.
	 * @param namespace the namespace
	 * @return its profiles by name, none if it is unknown
	 */
	public List<ProfileEntry> profiles(String namespace) {
		if (!NameRule.accepts(namespace)) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid namespace");
		}
		String prefix = namespace + NameRule.SEPARATOR;
		List<ProfileEntry> profiles = new ArrayList<>();
		for (DatabaseEntry database : this.store.databases(prefix)) {
			String profile = database.name().substring(prefix.length());
			if (NameRule.accepts(profile)) {
				profiles.add(new ProfileEntry(profile, database.createdAt()));
			}
		}
		return profiles;
	}

	/**
	 * Store memories, all of them or none. The profile comes into existence even when the
	 * items are then refused.
	 * @param address where to
	 * @param items the memories, at most 1000
	 * @param durable whether to answer only when they are in stable storage
	 * @return what became of each
	 */
	public IngestOutcome ingest(ProfileAddress address, List<NewMemory> items, boolean durable) {
		return ingest(address, items, durable, () -> {
		});
	}

	/**
	 * Store memories on behalf of somebody whose permission ends with the profile.
	 * @param address where to
	 * @param items the memories, at most 1000
	 * @param durable whether to answer only when they are in stable storage
	 * @param permission throws if it has ended; otherwise a deletion after it was granted
	 * would be undone
	 * @return what became of each
	 */
	public IngestOutcome ingest(ProfileAddress address, List<NewMemory> items, boolean durable, Runnable permission) {
		if (items.size() > MAX_BATCH) {
			throw new Fault(FaultCode.INVALID_REQUEST,
					"memories has " + items.size() + " items, but at most 1000 may be sent at once; split the batch");
		}
		return ingestExtracted(address, items, durable, permission);
	}

	/**
	 * Store memories that were distilled here, however many they are.
	 * @param address where to
	 * @param items the memories
	 * @param durable whether to answer only when they are in stable storage
	 * @param permission throws if it has ended
	 * @return what became of each
	 */
	public IngestOutcome ingestExtracted(ProfileAddress address, List<NewMemory> items, boolean durable,
			Runnable permission) {
		List<NewMemory> embedded = null;
		while (true) {
			DatabaseEntry database = this.store.registerDatabase(address.checkedDatabaseName(), this.clock.millis(),
					permission);
			try {
				BranchEntry branch = address.branch(this.store, database);
				if (embedded == null) {
					embedded = embedded(address, items);
				}
				Ingest ingest = Ingest.of(embedded, mostTtlSeconds(address));
				Committed<List<IngestOutcome.Item>> committed = this.store.write(branch, durable,
						(transaction) -> ingest.store(transaction, transaction.part(this.module), this.clock.millis()));
				return new IngestOutcome(committed.value(), committed.txid());
			}
			catch (Fault ex) {
				// Otherwise the profile was deleted since it was registered: once more.
				if (database.equals(this.store.database(database.name()))) {
					throw ex;
				}
			}
		}
	}

	/** Waits for a model, so that must come before the transaction. */
	private List<NewMemory> embedded(ProfileAddress address, List<NewMemory> items) {
		if (!this.embedding.isOn()) {
			return items;
		}
		Ingest.types(items);
		List<NewMemory> bare = items.stream().filter(Ingest::lacksEmbedding).toList();
		List<float[]> vectors = this.embedding.embed(address.namespace(), address.profile(),
				bare.stream().map(NewMemory::searchedText).toList(), Embedder.Purpose.DOCUMENT);
		if (vectors == null) {
			return items;
		}
		Iterator<float[]> next = vectors.iterator();
		return items.stream()
			.map((item) -> Ingest.lacksEmbedding(item) ? item.withEmbedding(next.next()) : item)
			.toList();
	}

	private long mostTtlSeconds(ProfileAddress address) {
		Long most = this.policies.effective(address.namespace(), address.profile()).value(PolicyField.TASK_TTL_MAX);
		return (most != null) ? most : Long.MAX_VALUE;
	}

	/**
	 * Find memories.
	 * @param address where
	 * @param query what to look for
	 * @param minTxid the state that the caller has seen; only tells whether an unknown
	 * profile is an error
	 * @return the memories, best first; none at transaction id 0 if the profile is
	 * unknown
	 */
	public RecallOutcome recall(ProfileAddress address, RecallQuery query, long minTxid) {
		DatabaseEntry database = this.store.database(address.checkedDatabaseName());
		if (database == null) {
			requireUnseen(minTxid);
			return new RecallOutcome(List.of(), 0);
		}
		EnumSet<MemoryType> types = Recall.types(query);
		BranchEntry branch = address.branch(this.store, database);
		Recall.requireInput(query);
		Recall recall = Recall.of(embedded(address, query), types, this.clock.millis(), this.module, this.transcripts);
		return this.store.read(branch, recall::run);
	}

	/**
	 * Return whether a recall may wait for a model.
	 * @return whether the node embeds
	 */
	public boolean embedsQueries() {
		return this.embedding.isOn();
	}

	private RecallQuery embedded(ProfileAddress address, RecallQuery query) {
		String text = query.query();
		if (text == null || WhiteSpace.isAllOf(text) || query.embedding() != null) {
			return query;
		}
		List<float[]> vectors = this.embedding.embed(address.namespace(), address.profile(), List.of(text),
				Embedder.Purpose.QUERY);
		return (vectors != null) ? query.withEmbedding(vectors.get(0)) : query;
	}

	/**
	 * Return one memory, also a superseded one or a task that has expired but is not
	 * deleted yet.
	 * @param address where
	 * @param id its id
	 * @return the memory, with what it supersedes
	 */
	public Versioned<StoredMemory> get(ProfileAddress address, String id) {
		BranchEntry branch = address.existingBranch(this.store);
		return this.store.read(branch, (snapshot) -> {
			StoredMemory memory = MemoryRows.byId(snapshot, id);
			if (memory == null) {
				throw noSuchMemory();
			}
			return new Versioned<>(memory, snapshot.txid());
		});
	}

	/**
	 * Delete one memory. What it superseded stays superseded.
	 * @param address where
	 * @param id its id
	 * @param durable whether to answer only when that is in stable storage
	 * @return the transaction id
	 */
	public long forget(ProfileAddress address, String id, boolean durable) {
		BranchEntry branch = address.existingBranch(this.store);
		return this.store.write(branch, durable, (transaction) -> {
			if (!this.deletion.memory(transaction, id)) {
				throw noSuchMemory();
			}
			return id;
		}).txid();
	}

	/**
	 * List the sessions that memories have named.
	 * @param address where
	 * @param limit how many at most; more than 1000 counts as 1000, less than 0 as 0
	 * @param minTxid the state that the caller has seen; only tells whether an unknown
	 * profile is an error
	 * @return the sessions, last active first; none at transaction id 0 if the profile is
	 * unknown
	 */
	public Versioned<List<SessionEntry>> sessions(ProfileAddress address, int limit, long minTxid) {
		DatabaseEntry database = this.store.database(address.checkedDatabaseName());
		if (database == null) {
			requireUnseen(minTxid);
			return new Versioned<>(List.of(), 0);
		}
		BranchEntry branch = address.branch(this.store, database);
		return this.store.read(branch, (snapshot) -> {
			PreparedStatement select = snapshot.prepare("""
					SELECT id, created_at, last_active_at FROM __memoturn_sessions
					ORDER BY last_active_at DESC, id LIMIT ?""");
			select.setInt(1, Math.max(Math.min(limit, MAX_SESSIONS), 0));
			List<SessionEntry> sessions = new ArrayList<>();
			try (ResultSet rows = select.executeQuery()) {
				while (rows.next()) {
					sessions.add(new SessionEntry(rows.getString(1), rows.getLong(2), rows.getLong(3)));
				}
			}
			return new Versioned<>(sessions, snapshot.txid());
		});
	}

	/**
	 * End a session: delete it and its tasks. Its other memories stay. Does nothing if it
	 * is unknown.
	 * @param address where
	 * @param sessionId the session
	 * @param turns whether to delete its transcript too
	 * @param durable whether to answer only when that is in stable storage
	 * @return the transaction id
	 */
	public long endSession(ProfileAddress address, String sessionId, boolean turns, boolean durable) {
		BranchEntry branch = address.existingBranch(this.store);
		return this.store.write(branch, durable, (transaction) -> {
			this.deletion.session(transaction, sessionId, turns);
			return sessionId;
		}).txid();
	}

	/**
	 * Delete the tasks that have expired in the branches that are open. To be called from
	 * time to time; recall hides them regardless.
	 * @return how many were deleted
	 */
	public int sweepExpired() {
		return this.expiry.sweep();
	}

	/**
	 * Delete what policies let grow no older in the branches that are open, at most 500
	 * memories of each. To be called from time to time.
	 * @return how many were deleted
	 */
	public int sweepAged() {
		return this.aging.sweep();
	}

	/**
	 * Return whether there is a profile.
	 * @param address where
	 * @return whether it exists
	 * @throws Fault {@code invalid_request} if a name breaks the rule
	 */
	public boolean exists(ProfileAddress address) {
		return this.store.database(address.checkedDatabaseName()) != null;
	}

	/**
	 * Check the names of a profile, for what does nothing else with it.
	 * @param address where
	 * @throws Fault {@code invalid_request} if one breaks the name rule
	 */
	public void checkNames(ProfileAddress address) {
		address.checkedDatabaseName();
	}

	/**
	 * Return what erases memories of this service.
	 * @return the eraser
	 */
	public MemoryErasure erasure() {
		return new MemoryErasure(this.store, this.deletion);
	}

	/**
	 * A caller that has seen a state of an unknown profile must not be told that it is
	 * empty.
	 */
	private static void requireUnseen(long minTxid) {
		if (minTxid > 0) {
			throw new Fault(FaultCode.NOT_FOUND, "profile not found");
		}
	}

	private static Fault noSuchMemory() {
		return new Fault(FaultCode.NOT_FOUND, "memory not found");
	}

}
