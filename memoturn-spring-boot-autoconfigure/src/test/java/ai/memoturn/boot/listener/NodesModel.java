package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.audit.AuditQuery;

/**
 * Three nodes whose clocks differ by up to 2 seconds and who write their events out up to
 * 5 seconds later, in batches that are ordered by when they were written by the clock of
 * the node, and not by when they can be read.
 */
final class NodesModel implements AuditFeed {

	private static final int NODES = 3;

	private final Random random;

	private final MovedTime time;

	private final int[] counters = new int[NODES];

	private final long[] skews = new long[NODES];

	private final List<List<AuditEvent>> buffers = new ArrayList<>();

	private final Instant[] due = new Instant[NODES];

	private final List<Batch> batches = new ArrayList<>();

	private final List<AuditEvent> emitted = new ArrayList<>();

	NodesModel(Random random, MovedTime time) {
		this.random = random;
		this.time = time;
		for (int i = 0; i < NODES; i++) {
			this.skews[i] = random.nextInt(4001) - 2000;
			this.buffers.add(new ArrayList<>());
			this.due[i] = Instant.MAX;
		}
	}

	/** Emit an event on some node. */
	void emit() {
		int node = this.random.nextInt(NODES);
		Instant now = this.time.now();
		Instant clock = Instant.ofEpochMilli(now.plusMillis(this.skews[node]).toEpochMilli());
		// Ids repeat between nodes.
		AuditEvent event = AuditEvents.event("n" + node, "evt_" + this.counters[node]++, clock);
		this.emitted.add(event);
		this.buffers.get(node).add(event);
		if (this.due[node].equals(Instant.MAX)) {
			this.due[node] = now.plusMillis(this.random.nextInt(5001));
		}
	}

	/** Write out what is due. */
	void flush() {
		for (int node = 0; node < NODES; node++) {
			if (!this.due[node].isAfter(this.time.now())) {
				// It got its key when it was due, whenever it can be read.
				String key = "%013d-%d".formatted(this.due[node].plusMillis(this.skews[node]).toEpochMilli(), node);
				this.batches.add(Batch.of(key, this.buffers.get(node)));
				this.buffers.get(node).clear();
				this.due[node] = Instant.MAX;
				this.batches.sort(Comparator.comparing(Batch::key));
			}
		}
	}

	/** Remove the days before a day, as retention does. */
	void sweep(LocalDate day) {
		this.batches.removeIf((batch) -> batch.events.stream()
			.allMatch((event) -> LocalDate.ofInstant(event.time(), ZoneOffset.UTC).isBefore(day)));
	}

	void forgetAll() {
		this.batches.clear();
	}

	List<AuditEvent> emitted() {
		return this.emitted;
	}

	@Override
	public AuditPage page(AuditQuery query) {
		flush();
		String cursor = query.cursor();
		int size = (query.pageSize() != null) ? query.pageSize() : 100;
		List<AuditEvent> events = new ArrayList<>();
		Instant from = query.from();
		for (Batch batch : this.batches) {
			for (int i = 0; i < batch.events.size(); i++) {
				String at = batch.cursors.get(i);
				AuditEvent event = batch.events.get(i);
				if ((cursor != null && at.compareTo(cursor) < 0) || (from != null && event.time().isBefore(from))) {
					continue;
				}
				if (events.size() == size) {
					return new AuditPage(events, at, false);
				}
				events.add(event);
			}
		}
		return new AuditPage(events, null, true);
	}

	void pass(Duration time) {
		this.time.move(time);
		flush();
	}

	private record Batch(String key, List<AuditEvent> events, List<String> cursors) {

		static Batch of(String key, List<AuditEvent> events) {
			return new Batch(key, List.copyOf(events),
					IntStream.range(0, events.size()).mapToObj((i) -> key + "/%06d".formatted(i)).toList());
		}

	}

}
