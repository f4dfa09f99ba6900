package ai.memoturn.embedded.erasure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import ai.memoturn.embedded.access.SigningKey;
import ai.memoturn.embedded.access.TestKeys;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.branch.BranchService;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.memory.MemoryTarget;
import ai.memoturn.embedded.memory.MutableClock;
import ai.memoturn.embedded.memory.NewMemory;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.HistoryOptions;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.transcript.NewTurn;
import ai.memoturn.embedded.transcript.TranscriptService;
import org.jspecify.annotations.Nullable;

/**
 * The services that an erasure touches, on a real data directory.
 */
final class ErasureNode implements AutoCloseable {

	static final SigningKey KEY = SigningKey.ofPkcs8(TestKeys.pkcs8());

	static final String DATABASE = "acme--alice";

	final MutableClock clock;

	final NodeStore store;

	final GovernanceFile file;

	final Policies policies;

	final MemoryService memory;

	final TranscriptService transcripts;

	final BranchService branches;

	final DatabaseService databases;

	final ErasureService erasures;

	private final AuditTrail audit;

	private ErasureNode(Path directory, MutableClock clock, @Nullable Duration grace, @Nullable SigningKey key) {
		this.clock = clock;
		// Small files, so that a history has some.
		this.store = NodeStore.open(directory, StoreOptions.defaults()
			.withHistory(new HistoryOptions(Duration.ofDays(1), Duration.ofDays(30), 1L << 30, 1 << 16)));
		this.databases = new DatabaseService(this.store, clock);
		this.branches = new BranchService(this.store, this.databases, clock);
		this.transcripts = new TranscriptService(this.store, this.databases, clock);
		this.file = GovernanceFile.open(directory);
		this.policies = new Policies(this.file, HistoryOptions.defaults().windows(), clock);
		this.audit = new AuditTrail(this.file, this.policies, "node", Duration.ofMillis(100), clock);
		this.memory = new MemoryService(this.store, this.transcripts, this.policies, clock);
		this.erasures = new ErasureService(this.store, this.memory.erasure(), this.policies, this.audit,
				new ErasureSettings(this.file, key, grace), clock);
		this.erasures.settle();
	}

	/** Open a node that leaves no history alone. */
	static ErasureNode open(Path directory) {
		return new ErasureNode(directory, new MutableClock(), Duration.ZERO, KEY);
	}

	static ErasureNode open(Path directory, @Nullable Duration grace, @Nullable SigningKey key) {
		return new ErasureNode(directory, new MutableClock(), grace, key);
	}

	static ProfileAddress on(String branch) {
		return new ProfileAddress("acme", "alice", branch);
	}

	static NewMemory fact(String topic, String text, float... vector) {
		return memory("fact", topic, null, text, vector);
	}

	static NewMemory memory(String type, @Nullable String topic, @Nullable String session, String text,
			float... vector) {
		return new NewMemory(type, text, topic, new JsonWriter(64).value(text).toString(), text,
				(vector.length > 0) ? vector : null, session, null, null);
	}

	List<String> ingest(String branch, NewMemory... memories) {
		return this.memory.ingest(on(branch), List.of(memories), false)
			.items()
			.stream()
			.map((item) -> item.id())
			.toList();
	}

	void turn(String session, String text) {
		this.transcripts.append(new DatabaseSpec(DATABASE, "main"), session,
				new NewTurn("user", new JsonWriter(64).value(text).toString(), null), false);
	}

	Coupon erase(String branch, String memoryId) {
		return this.erasures.request(on(branch), MemoryTarget.memory(memoryId));
	}

	Coupon now(Coupon coupon) {
		return this.erasures.get("acme", "alice", coupon.id());
	}

	/** Return a coupon as it stands now. */
	String text(Coupon coupon) {
		JsonWriter json = new JsonWriter(1024);
		now(coupon).writeTo(json);
		return json.toString();
	}

	DatabaseEntry database() {
		return Objects.requireNonNull(this.store.database(DATABASE));
	}

	List<String> branchNames() {
		List<String> names = new ArrayList<>();
		this.store.branches(database()).forEach((branch) -> names.add(branch.name()));
		return names;
	}

	@Override
	public void close() {
		this.audit.close();
		this.file.close();
		this.store.close();
	}

}
