package ai.memoturn.boot.listener;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import ai.memoturn.client.audit.AuditAction;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditOutcome;
import ai.memoturn.client.audit.AuditPage;

/**
 * Events, and a stream that does not change.
 */
final class AuditEvents {

	static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

	private AuditEvents() {
	}

	static AuditEvent event(String node, String id, Instant time) {
		return new AuditEvent(1, id, time, node, "acme", "alice", null, AuditAction.MEMORY_INGEST, null,
				AuditOutcome.OK, null, null, null, null, null, Map.of());
	}

	static List<AuditEvent> of(int count, int millisBetween) {
		return IntStream.range(0, count)
			.mapToObj((i) -> event("n1", "evt_" + i, START.plusMillis((long) i * millisBetween)))
			.toList();
	}

	static AuditFeed feed(List<AuditEvent> events) {
		return (query) -> {
			Instant from = query.from();
			String cursor = query.cursor();
			Integer limit = query.pageSize();
			int size = (limit != null) ? limit : 100;
			List<AuditEvent> page = new ArrayList<>();
			for (int i = (cursor != null) ? Integer.parseInt(cursor) : 0; i < events.size(); i++) {
				AuditEvent event = events.get(i);
				if (from != null && event.time().isBefore(from)) {
					continue;
				}
				if (page.size() == size) {
					return new AuditPage(page, Integer.toString(i), false);
				}
				page.add(event);
			}
			return new AuditPage(page, null, true);
		};
	}

}
