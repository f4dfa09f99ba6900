package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.boot.listener.position.AuditPosition;
import ai.memoturn.boot.listener.position.AuditPositionStore;
import ai.memoturn.boot.listener.position.InMemoryAuditPositionStore;
import ai.memoturn.boot.listener.position.UnreadablePositionException;
import ai.memoturn.client.audit.AuditEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Nothing is missed and nothing repeated, whatever the nodes write out when.
 */
class AuditPollerTests {

	private final MovedTime time = new MovedTime();

	private final AuditPositionStore store = new InMemoryAuditPositionStore();

	static Stream<Long> seeds() {
		int count = Integer.getInteger("memoturn.test.seeds", 100);
		return IntStream.range(0, count).mapToObj((seed) -> 20260301L + seed);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void everyEventOfSeveralNodesShouldComeOnceWhileNothingCrashes(long seed) {
		Random random = new Random(seed);
		NodesModel nodes = new NodesModel(random, this.time);
		AuditPoller poller = poller(nodes, 1 + random.nextInt(20));
		List<String> got = new ArrayList<>();
		run(random, nodes, () -> {
			follow(poller, random, got);
		});
		drain(poller, nodes, got);
		assertThat(got).as("seed %d", seed).doesNotHaveDuplicates();
		assertThat(got).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(keys(nodes.emitted()));
		assertThat(poller.takeGap()).as("seed %d", seed).isNull();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void nothingShouldBeMissedAndAPageAtMostRepeatedByACrash(long seed) {
		Random random = new Random(seed);
		NodesModel nodes = new NodesModel(random, this.time);
		int batch = 1 + random.nextInt(20);
		@Nullable AuditPoller[] poller = { poller(nodes, batch) };
		List<String> got = new ArrayList<>();
		int[] crashes = new int[1];
		run(random, nodes, () -> {
			if (random.nextInt(4) == 0) {
				crashes[0]++;
				poller[0] = poller(nodes, batch);
			}
			AuditPoller current = poller[0];
			assertThat(current).isNotNull();
			List<AuditEvent> events = current.next();
			events.forEach((event) -> {
				got.add(AuditPosition.key(event));
				current.handled(event);
			});
			// A crash between the handler's return and the save.
			if (!events.isEmpty() && random.nextInt(10) > 0) {
				assertThat(current.save()).isTrue();
			}
		});
		AuditPoller last = poller(nodes, batch);
		drain(last, nodes, got);
		assertThat(new HashSet<>(got)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(keys(nodes.emitted()));
		assertThat(got.size() - nodes.emitted().size()).as("seed %d", seed)
			.isLessThanOrEqualTo((crashes[0] + 1) * batch);
	}

	@Test
	void pollsOfAnIdleStreamShouldDeliverAndStoreNothing() {
		List<AuditEvent> events = AuditEvents.of(50, 10);
		AuditPoller poller = poller(AuditEvents.feed(events), 7);
		List<String> got = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			handleAll(poller, got);
		}
		assertThat(got).containsExactlyElementsOf(keys(events));
		long version = this.store.load("listener").orElseThrow().version();
		for (int i = 0; i < 1000; i++) {
			this.time.move(Duration.ofSeconds(1));
			assertThat(poller.next()).isEmpty();
		}
		assertThat(this.store.load("listener").orElseThrow().version()).isEqualTo(version);
	}

	@Test
	void rememberedEventsShouldNotGrowWithTheStream() {
		List<AuditEvent> events = AuditEvents.of(20_000, 100);
		AuditPoller poller = poller(AuditEvents.feed(events), 1000);
		List<String> got = new ArrayList<>();
		this.time.move(Duration.ofDays(1));
		while (got.size() < events.size()) {
			handleAll(poller, got);
		}
		assertThat(got).containsExactlyElementsOf(keys(events));
		assertThat(this.store.load("listener").orElseThrow().position().handled()).hasSizeLessThan(2200);
	}

	@Test
	void passShouldBeginAnewWhereTooMuchMustBeRemembered() {
		List<AuditEvent> events = AuditEvents.of(25_000, 0);
		AuditPoller poller = poller(AuditEvents.feed(events), 1000);
		Set<String> got = new HashSet<>();
		int pages = 0;
		for (; got.size() < events.size(); pages++) {
			assertThat(pages).isLessThan(100);
			List<AuditEvent> fresh = poller.next();
			fresh.forEach(poller::handled);
			int before = got.size();
			got.addAll(keys(fresh));
			assertThat(got).as("nothing came twice").size().isEqualTo(before + fresh.size());
		}
		assertThat(pages).as("pages of both passes").isGreaterThan(25);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void everyGapShouldBeReported(long seed) {
		Random random = new Random(seed);
		NodesModel nodes = new NodesModel(random, this.time);
		AuditPoller poller = poller(nodes, 10);
		List<String> got = new ArrayList<>();
		run(random, nodes, () -> {
			handleAll(poller, got);
		});
		drain(poller, nodes, got);
		assertThat(poller.takeGap()).isNull();
		if (random.nextBoolean()) {
			nodes.forgetAll();
		}
		else {
			// Away for days, of which retention removed some.
			nodes.pass(Duration.ofDays(1));
			nodes.emit();
			nodes.pass(Duration.ofDays(2));
			nodes.sweep(LocalDate.ofInstant(this.time.now(), ZoneOffset.UTC));
		}
		AuditPoller later = random.nextBoolean() ? poller : poller(nodes, 10);
		// A pass that another process began says nothing yet.
		for (int i = 0; i < 4; i++) {
			handleAll(later, got);
		}
		AuditGap gap = later.takeGap();
		assertThat(gap).as("seed %d", seed).isNotNull();
		assertThat(gap.vanished()).isPositive();
		handleAll(later, got);
		handleAll(later, got);
		assertThat(later.takeGap()).as("reported once").isNull();
	}

	@Test
	void retentionOfDaysThatWereReadShouldBeNoGap() {
		NodesModel nodes = new NodesModel(new Random(1), this.time);
		AuditPoller poller = poller(nodes, 10);
		List<String> got = new ArrayList<>();
		nodes.emit();
		nodes.pass(Duration.ofSeconds(10));
		handleAll(poller, got);
		for (int hour = 0; hour < 24; hour++) {
			nodes.pass(Duration.ofHours(1));
			handleAll(poller, got);
			handleAll(poller, got);
		}
		nodes.sweep(LocalDate.ofInstant(this.time.now(), ZoneOffset.UTC));
		handleAll(poller, got);
		handleAll(poller, got);
		assertThat(poller.takeGap()).isNull();
	}

	@Test
	void beginningNowShouldSurviveARestartBeforeTheFirstEvent() {
		NodesModel nodes = new NodesModel(new Random(1), this.time);
		AuditListenerEndpoint endpoint = AuditListenerEndpoint.of("listener", "acme", AuditHandler.each((event) -> {
		}), (builder) -> builder.from("now"));
		poller(endpoint, nodes, 10);
		nodes.pass(Duration.ofSeconds(5));
		nodes.emit();
		nodes.pass(Duration.ofSeconds(10));
		assertThat(poller(endpoint, nodes, 10).next()).hasSize(1);
	}

	@Test
	void positionInAnotherNamespaceShouldBeRefused() {
		this.store.save(0, AuditPosition.begin("listener", "other", Instant.EPOCH));
		assertThatExceptionOfType(UnreadablePositionException.class)
			.isThrownBy(() -> poller(AuditEvents.feed(List.of()), 1))
			.withMessageContaining("'other'");
	}

	@Test
	void staleInstanceShouldNotMoveThePositionBack() {
		AuditFeed feed = AuditEvents.feed(AuditEvents.of(30, 10));
		AuditPoller stale = poller(feed, 10);
		List<AuditEvent> read = stale.next();
		AuditPoller active = poller(feed, 10);
		handleAll(active, new ArrayList<>());
		handleAll(active, new ArrayList<>());
		AuditPosition before = this.store.load("listener").orElseThrow().position();
		read.forEach(stale::handled);
		assertThat(stale.save()).isFalse();
		assertThat(this.store.load("listener").orElseThrow().position()).isEqualTo(before);
		stale.open();
		assertThat(stale.next()).isEmpty();
		assertThat(stale.next()).hasSize(10);
	}

	private void run(Random random, NodesModel nodes, Runnable step) {
		for (int i = 0; i < 60; i++) {
			for (int emitted = random.nextInt(6); emitted > 0; emitted--) {
				nodes.emit();
				nodes.pass(Duration.ofMillis(random.nextInt(300)));
			}
			// Sometimes a pass takes long, or nobody polls.
			nodes.pass(Duration.ofMillis((random.nextInt(20) == 0) ? random.nextInt(60_000) : random.nextInt(1000)));
			step.run();
		}
	}

	private void follow(AuditPoller poller, Random random, List<String> got) {
		List<AuditEvent> events = poller.next();
		// What a stop leaves comes again with the same page.
		int handled = (random.nextInt(5) == 0) ? random.nextInt(events.size() + 1) : events.size();
		events.subList(0, handled).forEach((event) -> {
			got.add(AuditPosition.key(event));
			poller.handled(event);
		});
		assertThat(poller.save()).isTrue();
	}

	private static void drain(AuditPoller poller, NodesModel nodes, List<String> got) {
		nodes.pass(Duration.ofSeconds(6));
		// The pass under way may miss some, the next brings those, the third finds gaps.
		int passes = 0;
		for (int i = 0; passes < 3; i++) {
			assertThat(i).as("polls").isLessThan(1000);
			handleAll(poller, got);
			passes += poller.isAtEnd() ? 1 : 0;
		}
	}

	private static void handleAll(AuditPoller poller, List<String> got) {
		List<AuditEvent> events = poller.next();
		events.forEach((event) -> {
			got.add(AuditPosition.key(event));
			poller.handled(event);
		});
		if (!events.isEmpty()) {
			assertThat(poller.save()).isTrue();
		}
	}

	private AuditPoller poller(AuditFeed feed, int batch) {
		return poller(AuditListenerEndpoint.of("listener", "acme", AuditHandler.each((event) -> {
		}), (builder) -> {
		}), feed, batch);
	}

	private AuditPoller poller(AuditListenerEndpoint endpoint, AuditFeed feed, int batch) {
		AuditPoller poller = new AuditPoller(endpoint, feed, this.store,
				AuditListenerOptions.of((options) -> options.batch(batch)), this.time);
		poller.open();
		return poller;
	}

	private static List<String> keys(List<AuditEvent> events) {
		return events.stream().map(AuditPosition::key).toList();
	}

}
