package ai.memoturn.embedded.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.Versioned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ingest, get and forget: memory.md 4.2, 4.3, 4.7, 4.8 and 6.
 */
class IngestTests extends WithNode {

	private static final Item A = Item.fact("t", "a");

	private static final Item B = Item.fact("t", "b");

	private static final Item X = Item.fact("t", "x");

	private static final Item Y = Item.fact("t", "y");

	private static final Item Z = Item.fact("t", "z");

	@Test
	@Section({ "memory 4.7", "memory 6" })
	void whenTopicIsAssertedDarkLightDarkThenTheChainShows() {
		String dark = MemoryId.of("fact", "user.theme", "\"dark\"");
		String light = MemoryId.of("fact", "user.theme", "\"light\"");
		assertThat(this.node.ingest(Item.fact("user.theme", "dark"))).isEqualTo(outcome(1, item(dark, "created")));
		this.node.clock.advance(10);
		assertThat(this.node.ingest(Item.fact("user.theme", "light")))
			.isEqualTo(outcome(2, item(light, "created", dark)));
		assertThat(this.node.get(dark).supersededBy()).isEqualTo(light);
		assertThat(this.node.get(dark).supersededAt()).isEqualTo(this.node.clock.millis());
		this.node.clock.advance(10);
		assertThat(this.node.ingest(Item.fact("user.theme", "dark")))
			.isEqualTo(outcome(3, item(dark, "revived", light)));
		StoredMemory active = this.node.get(dark);
		assertThat(active.supersededBy()).isNull();
		assertThat(active.supersededAt()).isNull();
		assertThat(active.supersedes()).containsExactly(light);
		assertThat(active.createdAt()).isEqualTo(this.node.clock.millis() - 20);
		assertThat(this.node.get(light).supersededBy()).isEqualTo(dark);
		assertThat(this.node.get(light).supersedes()).isEmpty();
		assertThat(this.node.summaries(Ask.topic("user.theme"))).containsExactly("dark");
	}

	@Test
	@Section("memory 6")
	void whenBatchIsAbThenBSupersedesA() {
		this.node.ingest(X);
		assertThat(this.node.ingest(A, B).items()).containsExactly(item(id("a"), "created", id("x")),
				item(id("b"), "created", id("a")));
		assertThat(this.node.summaries(Ask.topic("t"))).containsExactly("b");
		assertThat(this.node.get(id("x")).supersededBy()).isEqualTo(id("a"));
		assertThat(this.node.get(id("a")).supersededBy()).isEqualTo(id("b"));
	}

	@Test
	@Section("memory 6")
	void whenBatchIsAbaThenTheThirdIsADuplicate() {
		this.node.ingest(X);
		assertThat(this.node.ingest(A, B, A).items()).containsExactly(item(id("a"), "created", id("x")),
				item(id("b"), "created", id("a")), item(id("a"), "duplicate"));
		assertThat(this.node.summaries(Ask.topic("t"))).containsExactly("b");
	}

	@Test
	@Section("memory 6")
	void whenBatchIsXyThenYSupersedesX() {
		this.node.ingest(X);
		assertThat(this.node.ingest(X, Y).items()).containsExactly(item(id("x"), "duplicate"),
				item(id("y"), "created", id("x")));
	}

	@Test
	@Section("memory 6")
	void whenXIsSupersededThenBatchAxRevivesX() {
		this.node.ingest(X);
		this.node.ingest(Z);
		assertThat(this.node.ingest(A, X).items()).containsExactly(item(id("a"), "created", id("z")),
				item(id("x"), "revived", id("a")));
		assertThat(this.node.summaries(Ask.topic("t"))).containsExactly("x");
	}

	@Test
	@Section({ "memory 6", "memory 9" })
	void whenBatchSupersedesWhatItRepeatsThenThatStaysSuperseded() {
		this.node.ingest(X);
		assertThat(this.node.ingest(Y, X).items()).containsExactly(item(id("y"), "created", id("x")),
				item(id("x"), "duplicate"));
		assertThat(this.node.summaries(Ask.topic("t"))).containsExactly("y");
	}

	@Test
	@Section("memory 6")
	void whenTypesDifferThenTopicsAreSeparate() {
		this.node.ingest(X);
		assertThat(this.node.ingest(Item.of("instruction", "x").topic("t").text("x")).items().get(0).superseded())
			.isEmpty();
		assertThat(this.node.summaries(Ask.topic("t"))).hasSize(2);
	}

	@Test
	@Section("memory 6")
	void whenNoTopicIsGivenThenNothingIsSuperseded() {
		this.node.ingest(Item.fact(null, "one"), Item.fact(null, "two"), Item.event("one"), Item.task("one", 60));
		assertThat(this.node.summaries(Ask.words("one two"))).hasSize(4);
	}

	@Test
	@Section({ "memory 5", "memory 6" })
	void emptyTopicIsATopicWhoseIdsAreThoseOfKeylessFacts() {
		String one = this.node.store(Item.fact("", "one"));
		assertThat(this.node.ingest(Item.fact("", "two")).items().get(0).superseded()).containsExactly(one);
		assertThat(this.node.summaries(Ask.topic(""))).containsExactly("two");
		this.node.ingest(Item.fact(null, "three"));
		assertThat(this.node.ingest(Item.fact("", "three")).items().get(0).status()).isEqualTo("duplicate");
		// Same id as the superseded one: its topic is still "", where only one is active.
		assertThat(this.node.ingest(Item.fact(null, "one")).items())
			.containsExactly(item(one, "revived", MemoryId.of("fact", "", "\"two\"")));
		assertThat(this.node.summaries(Ask.topic(""))).containsExactly("one");
	}

	@Test
	@Section("memory 6")
	void whenMemoryIsADuplicateThenNothingChanges() {
		Item first = Item.event("first").text("same").keywords("k1").source("s1").embedding(1, 0);
		IngestOutcome created = this.node.ingest(first);
		StoredMemory before = this.node.get(created.items().get(0).id());
		this.node.clock.advance(1000);
		IngestOutcome again = this.node
			.ingest(Item.event("second").text("same").keywords("k2").source("s2").session("s").embedding(0, 1));
		assertThat(again).isEqualTo(outcome(created.txid(), item(before.id(), "duplicate")));
		assertThat(this.node.get(before.id())).isEqualTo(before);
		assertThat(this.node.service.sessions(Node.ALICE, 100, 0).value()).isEmpty();
	}

	@Test
	@Section("memory 6")
	void whenMemoryIsRevivedThenOnlyItsSupersessionAndSessionChange() {
		String id = this.node.store(Item.fact("t", "first").text("x").keywords("k1").source("s1"));
		StoredMemory before = this.node.get(id);
		this.node.ingest(Z);
		this.node.clock.advance(5);
		this.node.ingest(Item.fact("t", "other").text("x").source("s2").session("s").embedding(1, 0));
		assertThat(this.node.get(id)).usingRecursiveComparison().ignoringFields("supersedes").isEqualTo(before);
		assertThat(this.node.summaries(Ask.near(1, 0))).isEmpty();
		assertThat(this.node.service.sessions(Node.ALICE, 100, 0).value())
			.containsExactly(new SessionEntry("s", this.node.clock.millis(), this.node.clock.millis()));
	}

	@Test
	@Section({ "memory 1", "memory 6", "memory 9", "database 2.5" })
	void whenNothingChangesThenTxidStays() {
		assertThat(this.node.ingest()).isEqualTo(outcome(0));
		assertThat(this.node.ingest(X).txid()).isEqualTo(1);
		assertThat(this.node.ingest().txid()).isEqualTo(1);
		assertThat(this.node.ingest(X).txid()).isEqualTo(1);
		assertThat(this.node.service.endSession(Node.ALICE, "unknown", false, false)).isEqualTo(1);
		assertFault(FaultCode.NOT_FOUND, () -> this.node.forget("mem_0"));
		assertThat(this.node.ingest(Y).txid()).isEqualTo(2);
	}

	@Test
	@Section("memory 4.8")
	void whenActiveMemoryIsForgottenThenItsPredecessorStaysSuperseded() {
		this.node.ingest(X);
		this.node.ingest(Item.fact("t", "y").embedding(1, 0));
		assertThat(this.node.forget(id("y"))).isEqualTo(3);
		assertThat(this.node.get(id("x")).supersededBy()).isEqualTo(id("y"));
		assertThat(this.node.summaries(Ask.topic("t").andWords("y").andNear(1, 0))).isEmpty();
		assertFault(FaultCode.NOT_FOUND, () -> this.node.get(id("y")));
		assertFault(FaultCode.NOT_FOUND, () -> this.node.forget(id("y")));
		assertThat(this.node.ingest(X).items()).containsExactly(item(id("x"), "revived"));
		assertThat(this.node.ingest(Y).items()).containsExactly(item(id("y"), "created", id("x")));
	}

	@Test
	@Section("memory 4.8")
	void whenMemoryIsForgottenThenNoFileHoldsItsWords() throws IOException {
		List<String> canaries = new ArrayList<>();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			// The second half of each: the index compresses common beginnings of words.
			String canary = UUID.randomUUID().toString().replace("-", "");
			canaries.add(canary.substring(16));
			ids.add(this.node.store(Item.event("said " + canary).keywords(canary).source(canary)));
			this.node.ingest(Item.event("kept " + i).embedding(i, 1));
		}
		assertThat(canariesFound(canaries)).as("before").isNotEmpty();
		ids.forEach(this.node::forget);
		assertThat(canariesFound(canaries)).as("after").isEmpty();
		assertThat(this.node.summaries(Ask.words("kept").k(100))).hasSize(20);
	}

	/**
	 * Look into the files while no SQLite has them open.
	 */
	private Set<String> canariesFound(List<String> canaries) throws IOException {
		this.node.close();
		Set<String> found = new HashSet<>();
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.filter(Files::isRegularFile)
				.filter((path) -> !path.toString().endsWith(".so"))
				.toList()) {
				String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
				canaries.stream().filter(bytes::contains).forEach(found::add);
			}
		}
		this.node = Node.open(this.directory, this.node.clock);
		return found;
	}

	@Test
	@Section("memory 6")
	void dimensionIsFixedByTheFirstStoredVectorForEver() {
		this.node.ingest(Item.task("tasks have none", 60).embedding(1, 2, 3));
		String first = this.node.store(Item.event("first").embedding(1, 0));
		this.node.ingest(Item.event("longer").embedding(1, 0, 0));
		assertThat(this.node.summaries(Ask.near(1, 0))).containsExactly("first");
		this.node.forget(first);
		this.node.ingest(Item.event("still longer").embedding(1, 0, 0));
		assertThat(this.node.summaries(Ask.near(1, 0, 0))).isEmpty();
		this.node.ingest(Item.event("fits").embedding(0, 1));
		assertThat(this.node.summaries(Ask.near(1, 0))).containsExactly("fits");
		reopen();
		this.node.ingest(Item.event("longest").embedding(1, 0, 0, 0));
		assertThat(this.node.summaries(Ask.near(1, 0))).containsExactly("fits");
	}

	@Test
	void whenNodeIsOpenedAgainThenEverythingIsThere() {
		String id = this.node.store(Item.fact("t", "kept word")
			.content("{\"a\":[1,2.5,\"\\u0000é😀\"]}")
			.keywords("k\u0000w")
			.session("s")
			.embedding(1, 0));
		StoredMemory before = this.node.get(id);
		RecallOutcome recall = this.node.recall(Ask.topic("t").andWords("kept").andNear(1, 0));
		reopen();
		assertThat(this.node.get(id)).isEqualTo(before);
		assertThat(this.node.recall(Ask.topic("t").andWords("kept").andNear(1, 0))).isEqualTo(recall);
		assertThat(this.node.service.profiles("acme")).hasSize(1);
		assertThat(this.node.ingest(Item.fact("t", "kept word").content(before.content())).txid()).isEqualTo(1);
	}

	@Test
	@Section({ "memory 4.7", "memory 6", "memory 14", "database 10" })
	void tasksExpireByTheClock() {
		this.node.ingest(Item.of("task", "default").text("d"), Item.task("endless", Long.MAX_VALUE));
		String id = MemoryId.of("task", null, "\"d\"");
		assertThat(this.node.get(id).expiresAt()).isEqualTo(this.node.clock.millis() + 86_400_000);
		assertThat(this.node.get(MemoryId.of("task", null, "\"endless\"")).expiresAt()).isEqualTo(Long.MAX_VALUE);
		this.node.clock.advance(86_400_000);
		// Hidden but there until it is swept; storing it again renews nothing.
		assertThat(this.node.get(id).summary()).isEqualTo("default");
		assertThat(this.node.ingest(Item.of("task", "default").text("d")).items().get(0).status())
			.isEqualTo("duplicate");
		long before = this.node.recall(Ask.words("x")).txid();
		assertThat(this.node.service.sweepExpired()).isEqualTo(1);
		assertThat(this.node.service.sweepExpired()).isZero();
		assertThat(this.node.recall(Ask.words("x")).txid()).isEqualTo(before + 1);
		assertFault(FaultCode.NOT_FOUND, () -> this.node.get(id));
		assertThat(this.node.ingest(Item.of("task", "default").text("d")).items().get(0).status()).isEqualTo("created");
	}

	@Test
	@Section("memory 6")
	void whenManyTasksHaveExpiredThenOneSweepDeletesAll() {
		this.node.ingest(IntStream.range(0, 1000).mapToObj((i) -> Item.task("due " + i, 0)).toArray(Item[]::new));
		assertThat(this.node.service.sweepExpired()).isEqualTo(1000);
	}

	@Test
	@Section({ "memory 1", "memory 4.2" })
	void profilesAreListedByNameFromTheirFirstIngest() {
		assertThat(this.node.service.profiles("acme")).isEmpty();
		for (String profile : List.of("zoe", "bob", "a_1")) {
			this.node.service.ingest(new ProfileAddress("acme", profile, "main"), List.of(), false);
		}
		this.node.service.ingest(new ProfileAddress("acme2", "other", "main"), List.of(), false);
		assertThat(this.node.service.profiles("acme")).extracting(ProfileEntry::profile)
			.containsExactly("a_1", "bob", "zoe");
		assertThat(this.node.service.profiles("acme")).extracting(ProfileEntry::createdAt)
			.containsOnly(this.node.clock.millis());
		assertFault(FaultCode.INVALID_REQUEST, () -> this.node.service.profiles("Acme")).isEqualTo("invalid namespace");
	}

	@Test
	@Section("memory 1")
	void profilesDoNotSeeEachOther() {
		this.node.ingest(Item.fact("t", "alice likes tea").embedding(1, 0));
		ProfileAddress bob = new ProfileAddress("acme", "bob", "main");
		this.node.service.ingest(bob, List.of(), false);
		assertThat(this.node.service.recall(bob, Ask.topic("t").andWords("tea").andNear(1, 0).build(), 0).hits())
			.isEmpty();
		assertFault(FaultCode.NOT_FOUND,
				() -> this.node.service.get(bob, MemoryId.of("fact", "t", "\"alice likes tea\"")));
	}

	@Test
	@Section("memory 4.3")
	void checksFollowTheirOrder() {
		List<NewMemory> tooMany = Collections.nCopies(1001, Item.of("nonsense", "").build());
		ProfileAddress bad = new ProfileAddress("acme", "-", "nowhere");
		ProfileAddress nowhere = new ProfileAddress("acme", "bob", "nowhere");
		assertFault(FaultCode.INVALID_REQUEST, () -> this.node.service.ingest(bad, tooMany, false)).contains("1000");
		assertFault(FaultCode.INVALID_REQUEST, () -> this.node.service.ingest(nowhere, tooMany, false))
			.contains("1000");
		assertThat(this.node.service.profiles("acme")).isEmpty();
		List<NewMemory> unknown = List.of(Item.of("fact", " ").build(), Item.of("Fact", "x").build());
		assertFault(FaultCode.INVALID_REQUEST, () -> this.node.service.ingest(bad, unknown, false)).contains("name");
		assertFault(FaultCode.BRANCH_NOT_FOUND, () -> this.node.service.ingest(nowhere, unknown, false));
		assertThat(this.node.service.profiles("acme")).hasSize(1);
		assertFault(FaultCode.INVALID_REQUEST, () -> this.node.service.ingest(Node.ALICE, unknown, false))
			.contains("memories[1].type");
		assertThat(this.node.service.profiles("acme")).hasSize(2);
	}

	static Stream<Item> brokenItems() {
		return Stream.of(Item.event(""), Item.event(" \t\u0085\u00a0\u2003\u3000"), Item.event("e").topic("t"),
				Item.event("e").topic(""), Item.task("t", 1).topic("t"), Item.event("e").ttl(0L),
				Item.fact("t", "f").ttl(1L), Item.event("e").embedding(), Item.task("t", 1).embedding(),
				Item.event("e").embedding(1, Float.NaN), Item.event("e").embedding(Float.NEGATIVE_INFINITY),
				Item.of("note", "n"));
	}

	@ParameterizedTest
	@MethodSource("brokenItems")
	@Section("memory 4.3")
	void whenOneItemBreaksARuleThenTheBatchStoresNothing(Item broken) {
		this.node.ingest(X);
		assertFault(FaultCode.INVALID_REQUEST,
				() -> this.node.ingest(Item.fact("t", "y").session("s"), Item.event("fine").embedding(1, 0), broken))
			.contains("memories[2].");
		RecallOutcome recall = this.node.recall(Ask.topic("t").andWords("y fine"));
		assertThat(recall.hits()).extracting((hit) -> hit.memory().summary()).containsExactly("x");
		assertThat(recall.txid()).isEqualTo(1);
	}

	@Test
	@Section("memory 4.3")
	void summariesOfOtherBlankCharactersAreStoredUntrimmed() {
		for (String summary : List.of("\u001c", "\u200b", " a ")) {
			String id = this.node.store(Item.of("event", summary).content('"' + "c" + (int) summary.charAt(0) + '"'));
			assertThat(this.node.get(id).summary()).isEqualTo(summary);
		}
	}

	@Test
	@Section({ "memory 4.7", "memory 4.8", "memory 4.9", "memory 4.10", "control 4.2" })
	void whenProfileOrBranchIsUnknownThenItIsSaidSo() {
		ProfileAddress bob = new ProfileAddress("acme", "bob", "main");
		this.node.ingest(X);
		ProfileAddress nowhere = new ProfileAddress("acme", "alice", "nowhere");
		assertFault(FaultCode.DATABASE_NOT_FOUND, () -> this.node.service.get(bob, "mem_0"));
		assertFault(FaultCode.DATABASE_NOT_FOUND, () -> this.node.service.forget(bob, "mem_0", false));
		assertFault(FaultCode.DATABASE_NOT_FOUND, () -> this.node.service.endSession(bob, "s", false, false));
		assertFault(FaultCode.BRANCH_NOT_FOUND, () -> this.node.service.get(nowhere, id("x")));
		assertFault(FaultCode.BRANCH_NOT_FOUND, () -> this.node.service.forget(nowhere, id("x"), false));
		assertFault(FaultCode.BRANCH_NOT_FOUND, () -> this.node.service.endSession(nowhere, "s", false, false));
		assertFault(FaultCode.BRANCH_NOT_FOUND, () -> this.node.service.sessions(nowhere, 1, 0));
		assertFault(FaultCode.NOT_FOUND, () -> this.node.get("'; DROP TABLE __memoturn_memories"));
		assertThat(this.node.service.sessions(bob, 1, 0)).isEqualTo(new Versioned<>(List.of(), 0L));
		assertFault(FaultCode.NOT_FOUND, () -> this.node.service.sessions(bob, 1, 1));
	}

	@Test
	@Section("memory 4.9")
	void sessionsAreListedLastActiveFirst() {
		long start = this.node.clock.millis();
		this.node.ingest(Item.event("1").session("a"), Item.event("2").session("b"));
		this.node.clock.advance(10);
		this.node.ingest(Item.event("3").session("a"), Item.event("4").session("a"));
		assertThat(this.node.service.sessions(Node.ALICE, 100, 0)).isEqualTo(new Versioned<>(
				List.of(new SessionEntry("a", start, start + 10), new SessionEntry("b", start, start)), 2L));
		assertThat(this.node.service.sessions(Node.ALICE, 1, 0).value()).hasSize(1);
		assertThat(this.node.service.sessions(Node.ALICE, 0, 0).value()).isEmpty();
	}

	@Test
	@Section({ "memory 4.10", "memory 6" })
	void whenSessionEndsThenOnlyItAndItsTasksGo() {
		this.node.ingest(Item.event("event").session("a"), Item.task("task", 60).session("a"),
				Item.task("other task", 60).session("b"), Item.fact("t", "fact").session("a"));
		assertThat(this.node.service.endSession(Node.ALICE, "a", false, false)).isEqualTo(2);
		assertThat(this.node.summaries(Ask.words("event task fact"))).containsExactlyInAnyOrder("event", "other task",
				"fact");
		assertThat(this.node.get(id("fact")).sessionId()).isEqualTo("a");
		assertThat(this.node.service.sessions(Node.ALICE, 100, 0).value()).extracting(SessionEntry::id)
			.containsExactly("b");
		assertThat(this.node.service.endSession(Node.ALICE, "a", false, false)).isEqualTo(2);
		this.node.clock.advance(7);
		this.node.ingest(Item.event("again").session("a"));
		assertThat(this.node.service.sessions(Node.ALICE, 1, 0).value())
			.containsExactly(new SessionEntry("a", this.node.clock.millis(), this.node.clock.millis()));
	}

	private void reopen() {
		this.node.close();
		this.node = Node.open(this.directory, this.node.clock);
	}

	/**
	 * Return the id of the fact on topic {@code t} whose content is that text.
	 */
	private static String id(String text) {
		return MemoryId.of("fact", "t", '"' + text + '"');
	}

	private static IngestOutcome outcome(long txid, IngestOutcome.Item... items) {
		return new IngestOutcome(List.of(items), txid);
	}

	private static IngestOutcome.Item item(String id, String status, String... superseded) {
		return new IngestOutcome.Item(id, status, List.of(superseded));
	}

}
