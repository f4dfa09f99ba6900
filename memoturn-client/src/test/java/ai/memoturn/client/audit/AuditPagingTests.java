package ai.memoturn.client.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.ReceivedRequest;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every event comes once and in order, and no page is fetched before it is wanted.
 */
@Timeout(60)
class AuditPagingTests {

	private static final Consumer<AuditQuery.Builder> ALL = (q) -> {
	};

	private final ScriptedServer server = new ScriptedServer(Reply.close());

	// Sent again, a page would be counted twice.
	private final MemoturnClient client = MemoturnClient.builder()
		.url(this.server.url())
		.retry(RetrySettings.off())
		.build();

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
	}

	static Stream<Arguments> sizes() {
		return Stream.of(Arguments.of(1, 5), Arguments.of(2, 7), Arguments.of(2, 8), Arguments.of(1000, 1000),
				Arguments.of(1000, 2001), Arguments.of(3, 0));
	}

	static Stream<Arguments> sizesOnBothFaces() {
		return sizes().flatMap(
				(size) -> Stream.of(Face.values()).map((face) -> Arguments.of(face, size.get()[0], size.get()[1])));
	}

	@ParameterizedTest
	@MethodSource("sizesOnBothFaces")
	void everyEventShouldComeOnceAndInOrder(Face face, int pageSize, int stored) {
		store(stored);
		AuditStream audit = face.of(this.client).audit("acme");
		AuditQuery query = AuditQuery.builder().action("memory.").pageSize(pageSize).build();
		assertThat(audit.events(query)).extracting(AuditEvent::id).containsExactlyElementsOf(ids(stored));
		int pages = Math.max(1, pages(stored, pageSize));
		assertThat(fetched()).isEqualTo(pages);
		List<AuditEvent> events = new ArrayList<>();
		List<AuditPage> read = new ArrayList<>();
		audit.pages(query).forEach((page) -> {
			events.addAll(page.events());
			read.add(page);
		});
		assertThat(events).extracting(AuditEvent::id).containsExactlyElementsOf(ids(stored));
		assertThat(read).hasSize(pages).last().returns(true, AuditPage::complete);
		assertThat(this.server.requests()).allMatch((request) -> request.target().contains("action=memory."));
	}

	@ParameterizedTest
	@EnumSource
	void cursorShouldTakeUpWhereAPageEnded(Face face) {
		store(5);
		AuditStream audit = face.of(this.client).audit("acme");
		AuditQuery query = AuditQuery.builder().pageSize(2).build();
		AuditPage first = audit.page(query);
		assertThat(audit.page(query.withCursor(first.nextCursor())).events()).extracting(AuditEvent::id)
			.containsExactlyElementsOf(ids(5).subList(2, 4));
		assertThat(audit.events(query.withCursor(first.nextCursor()))).extracting(AuditEvent::id)
			.containsExactlyElementsOf(ids(5).subList(2, 5));
		store(6);
		assertThat(audit.events(query.withCursor(first.nextCursor()))).hasSize(4);
	}

	@ParameterizedTest
	@EnumSource
	void readingShouldEndWhereTheServerSaysSo(Face face) {
		AuditStream audit = face.of(this.client).audit("acme");
		this.server
			.answer((request) -> Reply.json(200, request.target().contains("cursor=b") ? page(1, 2, "\"c\"", true)
					: request.target().contains("cursor=a") ? page(0, 1, "\"b\"", false) : page(0, 0, "\"a\"", false)));
		assertThat(audit.events(ALL)).as("an empty page in between").hasSize(2);
		assertThat(fetched()).isEqualTo(3);
		this.server.reply(Reply.json(200, "{\"events\":[],\"complete\":false}"));
		assertThat(audit.pages(ALL)).as("no cursor").hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void cursorThatStaysShouldNotBeFollowedForEver(Face face) {
		this.server.reply(Reply.json(200, page(0, 1, "\"a\"", false)));
		assertThatExceptionOfType(UnavailableException.class)
			.isThrownBy(() -> face.of(this.client).audit("acme").events(ALL).toList());
		assertThat(fetched()).isEqualTo(2);
	}

	@ParameterizedTest
	@MethodSource("sizes")
	void streamShouldFetchNoMoreThanIsAskedFor(int pageSize, int stored) {
		store(stored);
		AuditStream audit = this.client.audit("acme");
		for (int wanted : new int[] { 0, 1, pageSize - 1, pageSize, pageSize + 1, 2 * pageSize }) {
			int before = fetched();
			Stream<AuditEvent> events = audit.events((q) -> q.pageSize(pageSize));
			assertThat(fetched()).isEqualTo(before);
			List<AuditEvent> got = events.limit(wanted).toList();
			assertThat(got).hasSize(Math.min(wanted, stored));
			assertThat(fetched() - before).as("%d events of %d", wanted, stored)
				.isEqualTo((wanted == 0) ? 0 : Math.max(1, pages(Math.min(wanted, stored), pageSize)));
		}
	}

	@Test
	void streamShouldBeClosableAtAnyTime() {
		store(5);
		try (Stream<AuditEvent> events = this.client.audit("acme").events((q) -> q.pageSize(2))) {
			Iterator<AuditEvent> iterator = events.iterator();
			assertThat(fetched()).isZero();
			assertThat(iterator.next().id()).isEqualTo("evt_0");
			assertThat(iterator.next().id()).isEqualTo("evt_1");
			assertThat(fetched()).isEqualTo(1);
			assertThat(iterator.next().id()).isEqualTo("evt_2");
		}
		assertThat(fetched()).isEqualTo(2);
	}

	@Test
	void pagesShouldBeFetchedOneByOneAndAnewByEachIterator() {
		store(3);
		Iterable<AuditPage> pages = this.client.audit("acme").pages((q) -> q.pageSize(2));
		Iterator<AuditPage> first = pages.iterator();
		assertThat(first.hasNext()).isTrue();
		assertThat(fetched()).isZero();
		assertThat(first.next().events()).hasSize(2);
		assertThat(first.hasNext()).isTrue();
		assertThat(fetched()).isEqualTo(1);
		assertThat(pages.iterator().next().events()).hasSize(2);
		assertThat(first.next().events()).hasSize(1);
		assertThat(first.hasNext()).isFalse();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(first::next);
		assertThat(fetched()).isEqualTo(3);
	}

	@Test
	void iteratorShouldAskAgainForAPageThatFailed() {
		store(3);
		Iterator<AuditPage> pages = this.client.audit("acme").pages((q) -> q.pageSize(2)).iterator();
		pages.next();
		this.server.reply(Reply.json(500, "{\"error\":\"x\",\"code\":\"internal\"}"));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(pages::next);
		store(3);
		assertThat(pages.next().events()).extracting(AuditEvent::id).containsExactly("evt_2");
	}

	@ParameterizedTest
	@MethodSource("sizes")
	void fluxShouldFetchNoMoreThanIsRequested(int pageSize, int stored) {
		store(stored);
		Flux<AuditEvent> events = this.client.reactive().audit("acme").events((q) -> q.pageSize(pageSize));
		StepVerifier.Step<AuditEvent> steps = StepVerifier.create(events, 0)
			.expectSubscription()
			.then(() -> assertFetched(0));
		int requested = 0;
		while (requested < stored) {
			int more = Math.min(Math.max(1, pageSize / 2), stored - requested);
			requested += more;
			int expected = pages(requested, pageSize);
			steps = steps.thenRequest(more).expectNextCount(more).then(() -> assertFetched(expected));
		}
		if (stored == 0) {
			steps = steps.thenRequest(1);
		}
		steps.verifyComplete();
		assertFetched(Math.max(1, pages(stored, pageSize)));
	}

	@Test
	void fluxOfPagesShouldFetchNoMoreThanIsRequested() {
		store(7);
		Flux<AuditPage> pages = this.client.reactive().audit("acme").pages((q) -> q.pageSize(2));
		StepVerifier.create(pages, 0)
			.expectSubscription()
			.then(() -> assertFetched(0))
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> assertFetched(1))
			.thenRequest(2)
			.expectNextCount(2)
			.then(() -> assertFetched(3))
			.thenCancel()
			.verify(Duration.ofSeconds(10));
		assertFetched(3);
		assertThat(pages.collectList().block(Duration.ofSeconds(10))).as("each subscription begins anew").hasSize(4);
		assertFetched(7);
	}

	@Test
	void cancelShouldEndTheExchange() {
		AtomicInteger asked = new AtomicInteger();
		AtomicBoolean ended = new AtomicBoolean();
		Reply untilTheClientGoes = (socket) -> {
			try {
				Reply.silence().play(socket);
			}
			finally {
				ended.set(true);
			}
		};
		this.server.answer((request) -> (asked.incrementAndGet() == 1) ? Reply.json(200, page(0, 2, "\"2\"", false))
				: untilTheClientGoes);
		StepVerifier.create(this.client.reactive().audit("acme").events(ALL))
			.expectNextCount(2)
			.then(() -> ScriptedServer.await("second page asked for", () -> asked.get() == 2))
			.thenCancel()
			.verify(Duration.ofSeconds(10));
		ScriptedServer.await("the exchange has ended", ended::get);
		assertThat(asked).hasValue(2);
	}

	@Test
	void failureOfALaterPageShouldComeBehindTheEventsBefore() {
		this.server.answer((request) -> request.path().equals("/health") ? Reply.of(200, "text/plain", "ok")
				: request.target().contains("cursor") ? Reply.json(503, "{\"error\":\"x\",\"code\":\"unavailable\"}")
						: Reply.json(200, page(0, 2, "\"2\"", false)));
		StepVerifier.create(this.client.reactive().audit("acme").events(ALL), 2)
			.expectNextCount(2)
			.then(() -> assertFetched(1))
			.thenRequest(1)
			.expectError(UnavailableException.class)
			.verify(Duration.ofSeconds(10));
	}

	@Test
	void eventsShouldBeTakenByMoreThanOneThread() {
		store(50);
		List<String> ids = this.client.audit("acme")
			.events((q) -> q.pageSize(7))
			.parallel()
			.map(AuditEvent::id)
			.collect(Collectors.toList());
		assertThat(ids).containsExactlyElementsOf(ids(50));
	}

	// A page fetched too early would leave before the pings do.
	private void assertFetched(int pages) {
		this.client.reactive().ping().then(this.client.reactive().ping()).toFuture().join();
		assertThat(fetched()).isEqualTo(pages);
	}

	private int fetched() {
		return (int) this.server.requests().stream().filter((request) -> request.path().endsWith("/audit")).count();
	}

	private void store(int events) {
		this.server.answer((request) -> {
			if (request.path().equals("/health")) {
				return Reply.of(200, "text/plain", "ok");
			}
			int from = Integer.parseInt(Objects.requireNonNullElse(parameter(request, "cursor"), "0"));
			int to = Math.min(events,
					from + Integer.parseInt(Objects.requireNonNullElse(parameter(request, "limit"), "")));
			boolean complete = to == events;
			return Reply.json(200, page(from, to, complete ? "null" : "\"" + to + "\"", complete));
		});
	}

	private static @Nullable String parameter(ReceivedRequest request, String name) {
		return UriComponentsBuilder.fromUriString(request.target()).build().getQueryParams().getFirst(name);
	}

	private static String page(int from, int to, String cursor, boolean complete) {
		String events = IntStream.range(from, to)
			.mapToObj((i) -> "{\"v\":1,\"id\":\"evt_" + i + "\",\"ts\":" + i
					+ ",\"node\":\"n\",\"ns\":\"acme\",\"action\":\"memory.ingest\",\"outcome\":\"ok\"}")
			.collect(Collectors.joining(","));
		return "{\"events\":[" + events + "],\"next_cursor\":" + cursor + ",\"complete\":" + complete + "}";
	}

	private static List<String> ids(int stored) {
		return IntStream.range(0, stored).mapToObj((i) -> "evt_" + i).toList();
	}

	private static int pages(int events, int pageSize) {
		return (events + pageSize - 1) / pageSize;
	}

}
