package ai.memoturn.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import ai.memoturn.boot.listener.annotation.AuditListener;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.document.Direction;
import ai.memoturn.client.document.DocumentCollection;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.NotFoundException;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import static ai.memoturn.client.document.Filters.where;
import static ai.memoturn.client.document.FindOptions.limit;
import static ai.memoturn.client.document.FindOptions.sort;

/**
 * What happened to the memories of each user: what the audit stream tells, kept as
 * documents and shown as it comes. The listener's position outlasts the application, so a
 * restart neither misses an event nor begins anew, and an event that comes again after a
 * crash is known by its id.
 */
@Component
class Trail {

	/** How many of the newest events are shown. */
	static final int SHOWN = 50;

	private static final String DATABASE = "sample-trail";

	private static final Duration KEPT = Duration.ofDays(30);

	/** How many events may wait for a slow reader before it must begin anew. */
	private static final int WAITING = 256;

	private final MemoturnClient memoturn;

	private final DocumentCollection events;

	// When what is too old was last removed. One thread at a time handles events.
	private long tidied;

	private final Sinks.Many<Entry> live = Sinks.many().multicast().directBestEffort();

	Trail(MemoturnClient memoturn) {
		this.memoturn = memoturn;
		this.events = memoturn.database(DATABASE).collection("events");
	}

	@AuditListener(id = "trail")
	void on(AuditEvent event) {
		if (event.profile() == null) {
			// It concerns the namespace, and so none of the users.
			return;
		}
		Entry entry = Entry.of(event, event.profile());
		if (!isKnown(entry)) {
			keep(entry);
		}
		this.live.tryEmitNext(entry);
	}

	private boolean isKnown(Entry entry) {
		try {
			return !this.events.find(where("_id").is(entry.id())).documents().isEmpty();
		}
		catch (NotFoundException ex) {
			return false;
		}
	}

	private void keep(Entry entry) {
		try {
			this.events.insert(entry);
		}
		catch (NotFoundException ex) {
			create();
			this.events.insert(entry);
		}
		if (entry.time() - this.tidied > Duration.ofDays(1).toMillis()) {
			this.events.deleteMany(where("time").lt(entry.time() - KEPT.toMillis()));
			this.tidied = entry.time();
		}
	}

	private void create() {
		try {
			this.memoturn.databases().create(DATABASE);
		}
		catch (ConflictException ex) {
			// Another instance of the application was first.
		}
	}

	/**
	 * Return what happened to a profile, and then what happens as it happens, each event
	 * once. Ends when the application does, or when the reader is too slow.
	 */
	Flux<Entry> follow(String profile) {
		Flux<Entry> coming = this.live.asFlux()
			.filter((entry) -> entry.profile().equals(profile))
			.onBackpressureBuffer(WAITING)
			.onErrorComplete();
		// What comes is awaited first, so that nothing is missed in between.
		return Flux.merge(coming, Flux.defer(() -> Flux.fromIterable(newest(profile)))).distinct(Entry::id);
	}

	private List<Entry> newest(String profile) {
		try {
			List<Entry> newest = new ArrayList<>(
					this.events.find(where("profile").is(profile), sort("time", Direction.DESC), limit(SHOWN))
						.as(Entry.class));
			Collections.reverse(newest);
			return newest;
		}
		catch (NotFoundException ex) {
			return List.of();
		}
	}

	/** Whoever still reads would keep the web server from stopping. */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.live.tryEmitComplete();
	}

	/**
	 * One event.
	 *
	 * @param id what names it in the stream
	 * @param profile whose memories it is about
	 * @param time when it happened, in milliseconds since 1970
	 * @param action what was done
	 * @param outcome how it ended
	 * @param branch where, {@code null} for what concerns all branches
	 * @param resource to what, {@code null} where the action says it all
	 * @param count to how many things
	 */
	record Entry(@JsonProperty("_id") String id, String profile, long time, String action, String outcome,
			@Nullable String branch, @Nullable String resource, @Nullable Long count) {

		static Entry of(AuditEvent event, String profile) {
			return new Entry(event.node() + "/" + event.id(), profile, event.time().toEpochMilli(),
					event.action().value(), event.outcome().value(), event.branch(), event.resource(), event.count());
		}

	}

}
