package ai.memoturn.embedded.memory;

import java.util.List;

/**
 * What the memory routes do, without HTTP. Blocks; safe for use by many threads.
 */
public final class MemoryService {

	public List<ProfileEntry> profiles(String namespace) {
		throw new UnsupportedOperationException();
	}

	public IngestOutcome ingest(ProfileAddress address, List<NewMemory> items, boolean durable) {
		throw new UnsupportedOperationException();
	}

	public RecallOutcome recall(ProfileAddress address, RecallQuery query, long minTxid) {
		throw new UnsupportedOperationException();
	}

	public Versioned<StoredMemory> get(ProfileAddress address, String id) {
		throw new UnsupportedOperationException();
	}

	public long forget(ProfileAddress address, String id) {
		throw new UnsupportedOperationException();
	}

	public Versioned<List<SessionEntry>> sessions(ProfileAddress address, int limit, long minTxid) {
		throw new UnsupportedOperationException();
	}

	public long endSession(ProfileAddress address, String sessionId) {
		throw new UnsupportedOperationException();
	}

}
