package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.memoturn.boot.listener.position.AuditPosition;
import ai.memoturn.boot.listener.position.AuditPositionStore;
import ai.memoturn.boot.listener.position.UnreadablePositionException;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditPage;
import org.jspecify.annotations.Nullable;

/**
 * Follows a stream in passes, each from a first time to the end, and remembers what has
 * been handled of that which a later page or pass can bring again.
 * <p>
 * A pass misses only what is written out behind it after it began. So the next one begins
 * the overlap before this one began, or before the newest event if that is older, and a
 * handled event that lies before can be forgotten unless it lies ahead of this pass. Not
 * thread-safe: one thread follows.
 */
final class AuditPoller {

	// Beyond this many remembered events a pass is begun anew, so that it can forget.
	private static final int REMEMBERED = 20_000;

	private final AuditListenerEndpoint endpoint;

	private final AuditFeed feed;

	private final AuditPositionStore store;

	private final int batch;

	private final Duration overlap;

	private final ListenerTime time;

	private final AuditRecordingWatch watch;

	private long version;

	private Instant from = Instant.EPOCH;

	private @Nullable String cursor;

	private @Nullable Instant passStarted;

	private @Nullable Instant newest;

	private final Map<String, Instant> handled = new HashMap<>();

	// What the pass should still meet; unknown when it was begun by another process.
	private @Nullable Set<String> unmet;

	private @Nullable Instant passBefore;

	private @Nullable AuditPage page;

	private int restartAt = REMEMBERED;

	private int pagesSinceSaved;

	private @Nullable AuditGap gap;

	AuditPoller(AuditListenerEndpoint endpoint, AuditFeed feed, AuditPositionStore store, AuditListenerOptions options,
			ListenerTime time) {
		this.endpoint = endpoint;
		this.feed = feed;
		this.store = store;
		this.batch = options.batch();
		this.overlap = options.overlap();
		this.time = time;
		this.watch = new AuditRecordingWatch(endpoint, feed, options, time);
	}

	/**
	 * Take up the stored position, or store where to begin.
	 */
	void open() {
		AuditPositionStore.Stored stored = this.store.load(this.endpoint.id()).orElse(null);
		if (stored == null) {
			Instant from = this.endpoint.from();
			AuditPosition begin = AuditPosition.begin(this.endpoint.id(), this.endpoint.namespace(),
					(from != null) ? from : this.time.now());
			// Another instance may have begun meanwhile, and its beginning counts.
			stored = this.store.save(0, begin) ? new AuditPositionStore.Stored(1, begin)
					: this.store.load(this.endpoint.id()).orElseThrow();
		}
		AuditPosition position = stored.position();
		if (!position.namespace().equals(this.endpoint.namespace())) {
			throw new UnreadablePositionException(this.endpoint.id(), "it is one in the stream of namespace '"
					+ position.namespace() + "', but the listener's is '" + this.endpoint.namespace() + "'");
		}
		this.version = stored.version();
		this.from = position.from();
		this.cursor = position.cursor();
		this.passStarted = position.passStarted();
		this.passBefore = null;
		this.newest = position.newest();
		this.handled.clear();
		this.handled.putAll(position.handled());
		this.unmet = null;
		this.page = null;
		this.restartAt = Math.max(REMEMBERED, 2 * this.handled.size());
		this.pagesSinceSaved = 0;
		this.watch.open(position.policyRevision(), (this.passStarted != null) ? this.passStarted : this.from);
	}

	/** Return what tells whether there is anything to follow. */
	AuditRecordingWatch watch() {
		return this.watch;
	}

	/**
	 * Fetch the next page, or the same again if not all of it was handled.
	 * @return what of it has not been handled, in its order
	 */
	List<AuditEvent> next() {
		turn();
		if (this.cursor == null) {
			this.passBefore = this.passStarted;
			this.passStarted = this.time.now();
			this.unmet = new HashSet<>(this.handled.keySet());
		}
		AuditPage page = this.feed.page(this.endpoint.query(this.batch, this.from).withCursor(this.cursor));
		List<AuditEvent> fresh = new ArrayList<>();
		Set<String> keys = new HashSet<>();
		for (AuditEvent event : page.events()) {
			String key = AuditPosition.key(event);
			if (this.unmet != null) {
				this.unmet.remove(key);
			}
			if (!this.handled.containsKey(key) && keys.add(key)) {
				fresh.add(event);
			}
		}
		this.page = page;
		return fresh;
	}

	private void turn() {
		AuditPage page = this.page;
		this.page = null;
		if (page == null || page.events().stream().anyMatch((event) -> !isHandled(event))) {
			return;
		}
		this.pagesSinceSaved++;
		if (!page.hasNext()) {
			findGap();
			beginAnew();
		}
		else if (this.handled.size() > this.restartAt) {
			beginAnew();
		}
		else {
			this.cursor = page.nextCursor();
			Set<String> ahead = this.unmet;
			if (ahead != null) {
				Instant needed = nextFrom();
				this.handled.entrySet()
					.removeIf((entry) -> entry.getValue().isBefore(needed) && !ahead.contains(entry.getKey()));
			}
		}
	}

	private boolean isHandled(AuditEvent event) {
		return this.handled.containsKey(AuditPosition.key(event));
	}

	private void beginAnew() {
		Instant next = nextFrom();
		this.from = next;
		this.cursor = null;
		this.handled.values().removeIf((time) -> time.isBefore(next));
		this.restartAt = Math.max(REMEMBERED, 2 * this.handled.size());
	}

	private Instant nextFrom() {
		if (this.newest == null || this.passStarted == null) {
			return this.from;
		}
		Instant known = this.newest.isBefore(this.passStarted) ? this.newest : this.passStarted;
		Instant next = Instant.ofEpochMilli(known.minus(this.overlap).toEpochMilli());
		return next.isAfter(this.from) ? next : this.from;
	}

	/**
	 * See whether the pass met all that was handled before. Retention removes whole days:
	 * that days which had been read to their end are gone is no gap.
	 */
	private void findGap() {
		Set<String> vanished = this.unmet;
		if (vanished == null || vanished.isEmpty() || this.passStarted == null) {
			return;
		}
		Instant last = vanished.stream()
			.map((key) -> this.handled.getOrDefault(key, this.from))
			.max(Instant::compareTo)
			.orElseThrow();
		vanished.forEach(this.handled::remove);
		boolean readToItsEnd = this.passBefore != null && day(last).isBefore(day(this.passBefore))
				&& day(this.passBefore).equals(day(this.passStarted));
		if (!readToItsEnd) {
			this.gap = new AuditGap(this.from, this.passStarted, vanished.size(), AuditGap.Reason.VANISHED);
		}
	}

	private static LocalDate day(Instant time) {
		return LocalDate.ofInstant(time, ZoneOffset.UTC);
	}

	/** Return a gap that was found since this was last asked. */
	@Nullable AuditGap takeGap() {
		AuditGap gap = this.gap;
		this.gap = null;
		return gap;
	}

	/** Return whether the page that was fetched ends what is stored. */
	boolean isAtEnd() {
		return this.page == null || !this.page.hasNext();
	}

	void handled(AuditEvent event) {
		this.handled.put(AuditPosition.key(event), event.time());
		if (this.newest == null || event.time().isAfter(this.newest)) {
			this.newest = event.time();
		}
	}

	/** Return whether enough was read since the last save to be worth one by itself. */
	boolean isWorthSaving() {
		return this.pagesSinceSaved >= 100 && this.cursor != null;
	}

	/**
	 * Store the position.
	 * @return {@code false} if another instance has moved it; {@link #open()} then takes
	 * up where that is
	 */
	boolean save() {
		AuditPosition position = new AuditPosition(this.endpoint.id(), this.endpoint.namespace(), this.from,
				this.cursor, this.passStarted, this.newest, this.watch.revision(), this.handled);
		if (!this.store.save(this.version, position)) {
			return false;
		}
		this.version++;
		this.pagesSinceSaved = 0;
		return true;
	}

	@Nullable Instant newest() {
		return this.newest;
	}

}
