package ai.memoturn.client;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.client.database.DatabaseInfo;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.UnconfiguredException;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.IngestResult;
import ai.memoturn.client.memory.IngestStatus;
import ai.memoturn.client.memory.IngestedMemory;
import ai.memoturn.client.memory.Memory;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.MemoryType;
import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.memory.RecallChannel;
import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.client.memory.RecalledMemory;
import ai.memoturn.client.memory.SessionInfo;
import ai.memoturn.client.memory.SessionsResult;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.transcript.AppendResult;
import ai.memoturn.client.transcript.FoundTurn;
import ai.memoturn.client.transcript.SearchResult;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transcript.TranscriptTurn;
import ai.memoturn.client.transcript.WindowResult;
import ai.memoturn.embedded.EmbeddedNode;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Every operation, on both faces, against a real node.
 */
@Timeout(60)
class EmbeddedNodeTests {

	@TempDir
	static Path data;

	private static @Nullable EmbeddedNode node;

	private static @Nullable MemoturnClient client;

	@BeforeAll
	static void start() {
		EmbeddedNode started = EmbeddedNode.builder().dataDirectory(data).port(0).start();
		node = started;
		client = MemoturnClient.builder().url(started::url).source("tests").build();
	}

	@AfterAll
	static void stop() {
		if (client != null) {
			client.close();
		}
		if (node != null) {
			node.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void newerFactOnATopicShouldSupersedeTheOlder(Face face) {
		MemoryProfile memory = memory(face, "topic");
		MemoryInput dark = MemoryInput.fact("user.theme", "prefers dark").content(Map.of("v", "dark"));
		MemoryInput light = MemoryInput.fact("user.theme", "prefers light").content(Map.of("v", "light"));

		IngestedMemory first = memory.ingest(dark).results().get(0);
		assertThat(first.id()).isEqualTo("mem_5758fd9d59dc40b7225a7ebf08fa0f22");
		assertThat(first.status()).isEqualTo(IngestStatus.CREATED);
		assertThat(first.superseded()).isEmpty();
		IngestResult second = memory.ingest(light);
		assertThat(second.results().get(0).superseded()).containsExactly(first.id());
		IngestResult duplicate = memory.ingest(light);
		assertThat(duplicate.results().get(0).status()).isEqualTo(IngestStatus.DUPLICATE);
		assertThat(duplicate.txid()).isEqualTo(second.txid());

		RecallResult active = memory.recall((q) -> q.query("prefers").topicKey("user.theme"));
		assertThat(active.memories()).extracting(RecalledMemory::summary).containsExactly("prefers light");
		assertThat(active.first().score()).isEqualTo(0.04918032786885246);
		assertThat(active.first().channels()).containsExactly(RecallChannel.TOPIC, RecallChannel.KEYWORD);
		assertThat(active.txid()).isEqualTo(second.txid());
		RecallResult all = memory.recall((q) -> q.topicKey("user.theme").includeSuperseded(true));
		assertThat(all.memories()).extracting(RecalledMemory::supersededBy)
			.containsExactlyInAnyOrder(null, second.results().get(0).id());

		IngestedMemory revived = memory.ingest(dark).results().get(0);
		assertThat(revived.status()).isEqualTo(IngestStatus.REVIVED);
		Memory old = memory.get(second.results().get(0).id()).orElseThrow();
		assertThat(old.supersededBy()).isEqualTo(first.id());
		assertThat(old.supersededAt()).isNotNull();
		assertThat(memory.get(first.id()).orElseThrow().supersedes()).containsExactly(old.id());
	}

	@ParameterizedTest
	@EnumSource
	void everythingStoredShouldComeBack(Face face) {
		MemoryProfile memory = memory(face, "whole");
		Map<String, @Nullable Object> content = new LinkedHashMap<>();
		content.put("z", List.of(1, 2.5, "three", true));
		content.put("a", null);
		content.put("big", new BigInteger("18446744073709551615"));
		content.put("é😀", Map.of("deep", List.of()));
		Instant before = Instant.now().minusSeconds(60);
		String id = memory
			.ingest(MemoryInput.task("call \"Zoë\" 😀")
				.content(content)
				.keywords("phone")
				.session("s/1 ?")
				.source("unit")
				.ttl(Duration.ofHours(2)))
			.results()
			.get(0)
			.id();
		Memory stored = memory.get(id).orElseThrow();
		assertThat(stored.type()).isEqualTo(MemoryType.TASK);
		assertThat(stored.summary()).isEqualTo("call \"Zoë\" 😀");
		assertThat(stored.keywords()).isEqualTo("phone");
		assertThat(stored.sessionId()).isEqualTo("s/1 ?");
		assertThat(stored.source()).isEqualTo("unit");
		assertThat(stored.topicKey()).isNull();
		assertThat(stored.createdAt()).isBetween(before, Instant.now().plusSeconds(60));
		assertThat(stored.expiresAt()).isEqualTo(stored.createdAt().plus(Duration.ofHours(2)));
		assertThat(stored.content()).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsOnly(entry("z", List.of(1L, 2.5, "three", true)), entry("a", null),
					entry("big", new BigInteger("18446744073709551615")), entry("é😀", Map.of("deep", List.of())));
		assertThat(stored.contentAs(Content.class)).returns(List.of(1L, 2.5, "three", true), Content::z);
		RecalledMemory recalled = memory.recall((q) -> q.query("phone").session("s/1 ?").source("unit").k(1)).first();
		assertThat(recalled.content()).isEqualTo(stored.content());
		assertThat(recalled.createdAt()).isEqualTo(stored.createdAt());
	}

	@ParameterizedTest
	@EnumSource
	void nearestEmbeddingsShouldComeFirst(Face face) {
		MemoryProfile memory = memory(face, "vector");
		memory.ingest(MemoryInput.event("east").content(1).embedding(1, 0, 0),
				MemoryInput.event("north").content(2).embedding(0, 1, 0),
				MemoryInput.event("north east").content(3).embedding(0.7f, 0.7f, 0));
		RecallResult found = memory.recall((q) -> q.embedding(1, 0.1f, 0).k(2));
		assertThat(found.memories()).extracting(RecalledMemory::summary).containsExactly("east", "north east");
		assertThat(found.memories()).extracting(RecalledMemory::score)
			.containsExactly(0.01639344262295082, 0.016129032258064516);
		assertThat(found.first().channels()).containsExactly(RecallChannel.VECTOR);
		assertThat(memory.recall((q) -> q.embedding(1, 0, 0).types(MemoryType.FACT)).isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void forgottenShouldBeGone(Face face) {
		MemoryProfile memory = memory(face, "forget");
		String id = memory.ingest(MemoryInput.fact("x", "secret")).results().get(0).id();
		assertThat(memory.forget(id)).isTrue();
		assertThat(memory.forget(id)).isFalse();
		assertThat(memory.get(id)).isEmpty();
		assertThat(memory.recall("secret").isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void unknownProfileShouldBeEmptyAndStayUnknown(Face face) {
		MemoryProfile memory = memory(face, "nobody");
		assertThat(memory.recall("x")).isEqualTo(new RecallResult(List.of(), List.of(), 0, false));
		assertThat(memory.get("mem_1")).isEmpty();
		assertThat(memory.forget("mem_1")).isFalse();
		assertThat(face.of(client()).profiles("acme")).extracting(ProfileInfo::profile)
			.doesNotContain(memory.profile());
	}

	@ParameterizedTest
	@EnumSource
	void profilesShouldBeListedByName(Face face) {
		String namespace = "list-" + face.name().toLowerCase(Locale.ROOT);
		MemoturnClient seen = face.of(client());
		assertThat(seen.profiles(namespace)).isEmpty();
		seen.memory(namespace, "b").ingest(MemoryInput.event("x"));
		seen.memory(namespace, "a").ingest(MemoryInput.event("x"));
		assertThat(seen.profiles(namespace)).extracting(ProfileInfo::profile).containsExactly("a", "b");
		assertThat(seen.profiles(namespace)).extracting(ProfileInfo::createdAt).doesNotContainNull();
		seen.ping();
	}

	@ParameterizedTest
	@EnumSource
	void unknownBranchShouldSaySo(Face face) {
		MemoryProfile memory = memory(face, "branch");
		memory.ingest(MemoryInput.event("x"));
		MemoryProfile branch = memory.onBranch("no such");
		assertThat(branch.branch()).isEqualTo("no such");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> branch.recall("x"))
			.returns(ErrorCodes.BRANCH_NOT_FOUND, MemoturnException::code)
			.returns(404, MemoturnException::status)
			.returns(false, MemoturnException::isRetryable);
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> branch.ingest(MemoryInput.event("y")));
		assertThat(branch.get("mem_1")).isEmpty();
		assertThat(memory.onBranch("main").recall("x").isEmpty()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void whenNodeHasNoModelThenAskAndExtractSaySo(Face face) {
		MemoryProfile memory = memory(face, "model");
		ExtractRequest turns = ExtractRequest.builder().turn("user", "I am vegetarian").turn("agent", null).build();
		for (Runnable call : List.<Runnable>of(() -> memory.ask("what?"), () -> memory.extract(turns),
				() -> memory.propose(turns))) {
			assertThatExceptionOfType(UnconfiguredException.class).isThrownBy(call::run)
				.returns(ErrorCodes.UNCONFIGURED, MemoturnException::code)
				.returns(false, MemoturnException::isRetryable);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenOneMemoryIsBadThenNoneIsStored(Face face) {
		MemoryProfile memory = memory(face, "batch");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> memory.ingest(MemoryInput.event("good"), MemoryInput.of(MemoryType.of("dream"), "bad")))
			.returns(ErrorCodes.INVALID_REQUEST, MemoturnException::code);
		assertThat(memory.recall("good").isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void largestBatchShouldBeStored(Face face) {
		MemoryProfile memory = memory(face, "large");
		List<MemoryInput> batch = IntStream.range(0, 1000)
			.mapToObj((i) -> MemoryInput.event("event number " + i).content(i).embedding(i, 1, -0.1f))
			.toList();
		assertThat(memory.ingest(batch).results()).hasSize(1000)
			.allMatch((result) -> result.status().equals(IngestStatus.CREATED));
		assertThat(memory.recall((q) -> q.query("event").k(1000)).memories()).hasSize(1000);
	}

	@ParameterizedTest
	@EnumSource
	void transcriptShouldKeepWhatWasSaid(Face face) {
		MemoryProfile memory = memory(face, "transcript");
		Transcript transcript = memory.transcript("s/1 ?");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> transcript.append("user", "early"))
			.returns(ErrorCodes.DATABASE_NOT_FOUND, MemoturnException::code);
		memory.ingest(MemoryInput.event("x"));
		assertThat(transcript.window().turns()).isEmpty();

		AppendResult first = transcript.append("user", Map.of("text", "hi 😀", "n", 1.5));
		AppendResult second = transcript.append("agent", null, new float[] { 1, 0 });
		AppendResult third = transcript.append("odd role", List.of(1, "x"), new float[] { 0, 1 });
		assertThat(List.of(first.seq(), second.seq(), third.seq())).containsExactly(1L, 2L, 3L);
		assertThat(second.txid()).isGreaterThan(first.txid());
		assertThat(memory.transcript("other").append("user", "elsewhere").seq()).isEqualTo(1);

		WindowResult window = transcript.window();
		assertThat(window.txid()).isGreaterThan(third.txid());
		assertThat(window.turns()).extracting(TranscriptTurn::role).containsExactly("user", "agent", "odd role");
		assertThat(window.turns()).extracting(TranscriptTurn::content)
			.containsExactly(Map.of("text", "hi 😀", "n", 1.5), null, List.of(1L, "x"));
		assertThat(window.turns().get(0).createdAt()).isBetween(Instant.now().minusSeconds(60),
				Instant.now().plusSeconds(60));
		assertThat(transcript.window(2).turns()).extracting(TranscriptTurn::seq).containsExactly(2L, 3L);

		SearchResult found = transcript.search(new float[] { 2, 0 });
		assertThat(found.txid()).isEqualTo(window.txid());
		assertThat(found.turns()).extracting(FoundTurn::seq).containsExactly(2L, 3L);
		assertThat(found.turns()).extracting(FoundTurn::distance)
			.usingElementComparator((a, b) -> (Math.abs(a - b) < 1e-4) ? 0 : 1)
			.containsExactly(0.0, 1.0);
		assertThat(found.turns()).extracting(FoundTurn::sessionId).containsOnly("s/1 ?");
		assertThat(transcript.search(new float[] { 1, 1 }, 1).turns()).hasSize(1);
		assertThat(transcript.search(new float[] { 1, 2, 3 }).turns()).as("turns of other dimensions are skipped")
			.isEmpty();

		MemoturnDatabase database = face.of(client()).database("acme--" + memory.profile() + "@main");
		assertThat(database.transcript("s/1 ?").window()).isEqualTo(window);
		Transcript draft = memory.onBranch("draft").transcript("s/1 ?");
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> draft.append("user", "lost"), draft::window,
				() -> draft.search(new float[] { 1, 0 }))) {
			assertThatExceptionOfType(NotFoundException.class).isThrownBy(call)
				.returns(ErrorCodes.BRANCH_NOT_FOUND, MemoturnException::code);
		}
		assertThat(transcript.window()).isEqualTo(window);
	}

	@ParameterizedTest
	@EnumSource
	void recallShouldFindTurnsWhenAsked(Face face) {
		MemoryProfile memory = memory(face, "turns");
		memory.ingest(MemoryInput.event("east").embedding(1, 0));
		memory.transcript("s-1").append("user", "east", new float[] { 1, 0 });
		memory.transcript("s-2").append("user", "north", new float[] { 0, 1 });
		memory.transcript("s-2").append("user", "nowhere");
		RecallResult found = memory.recall((q) -> q.embedding(1, 0.1f).includeTurns(true));
		assertThat(found.memories()).extracting(RecalledMemory::summary).containsExactly("east");
		assertThat(found.turns()).extracting(FoundTurn::content).containsExactly("east", "north");
		assertThat(found.turns()).extracting(FoundTurn::sessionId).containsExactly("s-1", "s-2");
		assertThat(memory.recall((q) -> q.embedding(1, 0).includeTurns(true).session("s-2")).turns())
			.extracting(FoundTurn::content)
			.containsExactly("north");
		assertThat(memory.recall((q) -> q.embedding(1, 0).includeTurns(true).k(1)).turns()).hasSize(1);
		assertThat(memory.recall((q) -> q.embedding(1, 0)).turns()).isEmpty();
		assertThat(memory(face, "turns-nobody").recall((q) -> q.embedding(1).includeTurns(true)).turns()).isEmpty();
		// This node makes no embeddings of queries.
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> memory.recall((q) -> q.query("east").includeTurns(true)));
	}

	@ParameterizedTest
	@EnumSource
	void endedSessionShouldLoseItsTasks(Face face) {
		MemoryProfile memory = memory(face, "session");
		assertThat(memory.sessions()).isEqualTo(new SessionsResult(List.of(), 0, false));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> memory.endSession("a/1"))
			.returns(ErrorCodes.DATABASE_NOT_FOUND, MemoturnException::code);
		IngestResult stored = memory.ingest(MemoryInput.task("call back").content(1).session("a/1"),
				MemoryInput.fact("user.name", "is Ann").session("a/1"),
				MemoryInput.task("keep").content(2).session("b"));
		memory.transcript("a/1").append("user", "hello");
		assertThat(memory.sessions().sessions()).extracting(SessionInfo::id).containsExactlyInAnyOrder("a/1", "b");
		assertThat(memory.sessions().txid()).isGreaterThan(stored.txid());
		assertThat(memory.sessions(1).sessions()).hasSize(1);
		assertThat(memory.sessions().sessions())
			.allSatisfy((session) -> assertThat(session.lastActiveAt()).isAfterOrEqualTo(session.createdAt()));

		memory.endSession("a/1");
		memory.endSession("a/1");
		assertThat(memory.sessions().sessions()).extracting(SessionInfo::id).containsExactly("b");
		assertThat(memory.get(stored.results().get(0).id())).isEmpty();
		assertThat(memory.get(stored.results().get(1).id()).orElseThrow().sessionId()).isEqualTo("a/1");
		assertThat(memory.get(stored.results().get(2).id())).isPresent();
		assertThat(memory.transcript("a/1").window().turns()).hasSize(1);
		memory.endSessionAndDeleteTranscript("a/1");
		assertThat(memory.transcript("a/1").window().turns()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void databasesShouldComeAndGo(Face face) {
		MemoturnClient seen = face.of(client());
		String name = "Notes of " + face + " é?";
		DatabaseInfo created = seen.databases().create(name);
		assertThat(created.name()).isEqualTo(name);
		assertThat(created.uuid()).matches("[0-9a-f]{32}");
		assertThat(created.createdAt()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> seen.databases().create(name))
			.returns(ErrorCodes.ALREADY_EXISTS, MemoturnException::code);
		seen.memory("listed", "p").ingest(MemoryInput.event("x"));
		assertThat(seen.databases().list()).contains(created).extracting(DatabaseInfo::name).contains("listed--p");

		assertThat(seen.database(name).transcript("s").append("user", "x").seq()).isEqualTo(1);
		assertThat(seen.databases().delete(name)).isTrue();
		assertThat(seen.databases().delete(name)).isFalse();
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> seen.database(name).transcript("s").window())
			.returns(ErrorCodes.DATABASE_NOT_FOUND, MemoturnException::code);
		assertThat(seen.databases().create(name).uuid()).isNotEqualTo(created.uuid());
		assertThat(seen.database(name).transcript("s").window().turns()).isEmpty();
		assertThat(seen.databases().delete(name)).isTrue();
		assertThat(seen.databases().delete("listed--p")).isTrue();
		assertThat(seen.profiles("listed")).isEmpty();
	}

	static Stream<Arguments> ids() {
		Map<MemoryInput, String> ids = new LinkedHashMap<>();
		Map<String, String> diet = Map.of("diet", "vegetarian");
		Map<String, String> dark = Map.of("v", "dark");
		ids.put(MemoryInput.fact("user.diet", "s").content(diet), "mem_6b71bce8b8f80e570dc5c4b37b5dd782");
		ids.put(MemoryInput.fact("user.theme", "s").content(dark), "mem_5758fd9d59dc40b7225a7ebf08fa0f22");
		ids.put(MemoryInput.instruction("user.theme", "s").content(dark), "mem_d5372f95a2588acf8fa3db22885e8965");
		ids.put(MemoryInput.fact("s").content(dark), "mem_7c30e6f87d9b126f57171c7dc2c9f3dd");
		ids.put(MemoryInput.event("s").content(dark), "mem_2bd70facb56b3a47a7e17fd4a6c8e025");
		ids.put(MemoryInput.event("s"), "mem_006e7494200d7e4085a06be94574bda6");
		ids.put(MemoryInput.event("s").content("hi"), "mem_e4501ce19578307885bf6dd356212011");
		ids.put(MemoryInput.task("s").content(Map.of()), "mem_693d25b4c0b65deb35e7349addebf65a");
		ids.put(number(1), "mem_e57aceb4918264b75af25d2505e581ca");
		ids.put(number(1.0), "mem_79c8c7c5ebae669c2e06756d16a1b409");
		ids.put(number(100000.0), "mem_1c34a0c02a841ca70a2a0a1f1a7bd24e");
		ids.put(number(1e+21), "mem_7ff757d6e8257b37f3a4d0005442bd1d");
		ids.put(number(1e-7), "mem_7183893141543649a0f0e1c76045e0c7");
		ids.put(number(new BigInteger("18446744073709551615")), "mem_876257cf74b6f3dbc874e7020c3d88b0");
		ids.put(number(-0.0), "mem_a0c683fdb4a2c965494512b6f4f633f1");
		ids.put(number(1e-6), "mem_4696dcdfc5ee7976cab59fdf6fbca33c");
		ids.put(number(1e+16), "mem_c15197945255abd26ea197ff0012fdc2");
		ids.put(number(5e-324), "mem_1bf3d30a84f96d6c4daa65af57ff29b3");
		return Arrays.stream(Face.values())
			.map((face) -> Arguments.of(face, new ArrayList<>(ids.keySet()), new ArrayList<>(ids.values())));
	}

	@ParameterizedTest
	@MethodSource("ids")
	void contentShouldGetTheProtocolsIds(Face face, List<MemoryInput> memories, List<String> ids) {
		assertThat(memory(face, "ids").ingest(memories).results()).extracting(IngestedMemory::id)
			.containsExactlyElementsOf(ids);
	}

	private static MemoryInput number(Object n) {
		return MemoryInput.event("s").content(Map.of("n", n));
	}

	private static MemoturnClient client() {
		return Objects.requireNonNull(client);
	}

	// A profile for each test and face, so that none sees what another stored.
	private static MemoryProfile memory(Face face, String profile) {
		return face.of(client()).memory("acme", profile + "-" + face.name().toLowerCase(Locale.ROOT));
	}

	record Content(List<Object> z) {

	}

}
