package ai.memoturn.embedded.memory;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.transcript.TranscriptService;

/**
 * A memory service on a real data directory, as tests use it.
 */
final class Node implements AutoCloseable {

	static final ProfileAddress ALICE = new ProfileAddress("acme", "alice", "main");

	final MutableClock clock;

	final NodeStore store;

	final TranscriptService transcripts;

	final MemoryService service;

	private Node(Path directory, StoreOptions options, MutableClock clock) {
		this.clock = clock;
		this.store = NodeStore.open(directory, options);
		DatabaseService databases = new DatabaseService(this.store, clock);
		this.transcripts = new TranscriptService(this.store, databases, clock);
		this.service = new MemoryService(this.store, this.transcripts, clock);
	}

	static Node open(Path directory) {
		return open(directory, StoreOptions.defaults());
	}

	static Node open(Path directory, StoreOptions options) {
		return new Node(directory, options, new MutableClock());
	}

	static Node open(Path directory, MutableClock clock) {
		return new Node(directory, StoreOptions.defaults(), clock);
	}

	IngestOutcome ingest(Item... items) {
		return this.service.ingest(ALICE, Arrays.stream(items).map(Item::build).toList(), false);
	}

	/**
	 * Store one item and return its id.
	 */
	String store(Item item) {
		return ingest(item).items().get(0).id();
	}

	RecallOutcome recall(Ask ask) {
		return this.service.recall(ALICE, ask.build(), 0);
	}

	List<String> summaries(Ask ask) {
		return recall(ask).hits().stream().map((hit) -> hit.memory().summary()).toList();
	}

	StoredMemory get(String id) {
		return this.service.get(ALICE, id).value();
	}

	long forget(String id) {
		return this.service.forget(ALICE, id, false);
	}

	@Override
	public void close() {
		this.store.close();
	}

}
