package ai.memoturn.sample;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import ai.memoturn.client.memory.MemoryProfile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.web.session.HttpSessionDestroyedEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The trail of the signed-in user as server-sent events.
 */
@RestController
class TrailController {

	/**
	 * A browser comes back by itself, so nobody who went unnoticed is served for ever.
	 */
	private static final Duration LONGEST = Duration.ofMinutes(5);

	private final Semaphore readers = new Semaphore(200);

	private final Sinks.Many<String> endedSessions = Sinks.many().multicast().directBestEffort();

	private final Trail trail;

	private final MemoryProfile memory;

	TrailController(Trail trail, MemoryProfile memory) {
		this.trail = trail;
		this.memory = memory;
	}

	/**
	 * Send what happened, oldest first, and go on with what happens.
	 */
	@GetMapping(path = "/api/trail", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Trail.Entry>> trail(HttpServletRequest request) {
		if (!this.readers.tryAcquire()) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many follow the trail already.");
		}
		return this.trail.follow(this.memory.profile())
			.take(LONGEST)
			.takeUntilOther(end(request.getSession(false)))
			.doFinally((signal) -> this.readers.release())
			.map((entry) -> ServerSentEvent.builder(entry).id(entry.id()).build())
			// The answer begins with what it says first, which may be long in coming.
			.startWith(ServerSentEvent.<Trail.Entry>builder().comment("begun").build());
	}

	private Flux<String> end(@Nullable HttpSession session) {
		String id = (session != null) ? session.getId() : "";
		return this.endedSessions.asFlux().filter(id::equals);
	}

	@EventListener
	void ended(HttpSessionDestroyedEvent event) {
		this.endedSessions.tryEmitNext(event.getId());
	}

}
