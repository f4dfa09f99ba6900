package ai.memoturn.embedded.transcript;

import java.nio.file.Path;
import java.util.List;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.memory.MutableClock;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;

/**
 * A transcript service on a real data directory with one database, as tests use it.
 */
final class Transcripts implements AutoCloseable {

	static final DatabaseSpec CHATS = DatabaseSpec.parse("chats");

	final MutableClock clock = new MutableClock();

	final NodeStore store;

	final TranscriptService service;

	private final DatabaseService databases;

	Transcripts(Path directory) {
		this.store = NodeStore.open(directory, StoreOptions.defaults());
		this.databases = new DatabaseService(this.store, this.clock);
		this.service = new TranscriptService(this.store, this.databases, this.clock);
		this.store.registerDatabase("chats", this.clock.millis());
	}

	BranchEntry branch() {
		return this.databases.branch(CHATS);
	}

	long append(String session, String content, float... embedding) {
		NewTurn turn = new NewTurn("user", content, (embedding.length > 0) ? embedding : null);
		return this.service.append(CHATS, session, turn, false).value();
	}

	List<String> window(String session, long last) {
		return this.service.window(CHATS, session, last).value().stream().map(StoredTurn::content).toList();
	}

	List<FoundTurn> search(String session, long k, float... vector) {
		return this.service.search(CHATS, session, vector, k).value();
	}

	List<FoundTurn> searchAll(long k, float... vector) {
		return this.store.read(branch(), (snapshot) -> this.service.search(snapshot, null, vector, k));
	}

	void drop(String session) {
		this.store.write(branch(), false, (transaction) -> {
			this.service.drop(transaction, session);
			return session;
		});
	}

	@Override
	public void close() {
		this.store.close();
	}

}
