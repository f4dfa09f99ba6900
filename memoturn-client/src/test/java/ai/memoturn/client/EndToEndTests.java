package ai.memoturn.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.UnconfiguredException;
import ai.memoturn.client.kv.KeyValues;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.IngestResult;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.client.memory.SessionInfo;
import ai.memoturn.client.sql.SqlStatement;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transcript.TranscriptTurn;
import ai.memoturn.client.vector.VectorHit;
import ai.memoturn.embedded.EmbeddedNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static ai.memoturn.client.document.Filters.where;
import static ai.memoturn.client.document.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The whole surface on both faces, against the embedded node, or against any node with
 * {@code -Dmemoturn.url=...} and, where auth is on, {@code -Dmemoturn.platform-key=...}.
 * Everything happens in a namespace of its own, which is removed afterwards.
 */
@Timeout(120)
class EndToEndTests {

	// A node of another version may lack routes; this build's must lack exactly these.
	private static final Set<String> LACKING = Set.of("branches", "docs", "sql");

	private static final String NAMESPACE = "e2e-" + UUID.randomUUID().toString().substring(0, 13);

	private static final @Nullable String PLATFORM_KEY = System.getProperty("memoturn.platform-key");

	@TempDir
	static Path data;

	private static @Nullable EmbeddedNode node;

	private static URI url;

	private static @Nullable String token;

	private static MemoturnClient client;

	@BeforeAll
	static void open() throws Exception {
		String given = System.getProperty("memoturn.url");
		if (given == null) {
			node = EmbeddedNode.builder().dataDirectory(data).port(0).start();
			url = node.url();
		}
		else {
			url = URI.create(given);
		}
		token = (PLATFORM_KEY != null) ? mint(PLATFORM_KEY) : null;
		client = MemoturnClient.builder().url(url).token(token).platformKey(PLATFORM_KEY).source("e2e").build();
		client.ping();
	}

	@AfterAll
	static void close() {
		try {
			client.databases()
				.list()
				.stream()
				.filter((database) -> database.name().startsWith(NAMESPACE))
				.forEach((database) -> client.databases().delete(database.name()));
		}
		finally {
			client.close();
			if (node != null) {
				node.close();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void memoriesShouldBeStoredFoundSupersededAndForgotten(Face face) {
		MemoryProfile memory = memory(face, "memories");
		IngestResult stored = memory.ingest(
				MemoryInput.fact("user.diet", "vegetarian since 2024").content(Map.of("diet", "vegetarian")),
				MemoryInput.event("deployed version two").embedding(1, 0, 0).session("s-1"));
		assertThat(stored.results()).hasSize(2);
		RecallResult found = memory.recall((request) -> request.query("vegetarian").topicKey("user.diet"));
		assertThat(found.first().content()).isEqualTo(Map.of("diet", "vegetarian"));
		assertThat(found.first().source()).isEqualTo("e2e");
		assertThat(found.txid()).isGreaterThanOrEqualTo(stored.txid());
		assertThat(memory.recall((request) -> request.embedding(1, 0, 0)).memories())
			.anyMatch((hit) -> hit.summary().equals("deployed version two"));
		memory.ingest(MemoryInput.fact("user.diet", "vegan since 2026"));
		assertThat(memory.get(found.first().id())).get().matches((old) -> old.supersededBy() != null);
		assertThat(memory.forget(found.first().id())).isTrue();
		assertThat(memory.forget(found.first().id())).isFalse();
		assertThat(memory.get(found.first().id())).isEmpty();
		assertThat(face.of(client).profiles(NAMESPACE)).extracting(ProfileInfo::profile).contains(memory.profile());
	}

	@ParameterizedTest
	@EnumSource
	void sessionsAndTranscriptsShouldBeKeptAndEnded(Face face) {
		MemoryProfile memory = memory(face, "sessions");
		memory.ingest(MemoryInput.event("began").session("s-1"));
		Transcript transcript = memory.transcript("s-1");
		transcript.append("user", "hello", new float[] { 1, 0 });
		transcript.append("assistant", Map.of("text", "hi"));
		assertThat(transcript.window().turns()).extracting(TranscriptTurn::role).containsExactly("user", "assistant");
		assertThat(transcript.search(new float[] { 1, 0 }).turns()).hasSize(1);
		assertThat(memory.sessions().sessions()).extracting(SessionInfo::id).containsExactly("s-1");
		memory.endSessionAndDeleteTranscript("s-1");
		assertThat(transcript.window().turns()).isEmpty();
		assertThat(memory.sessions().sessions()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void languageModelShouldAnswerOrBeMissedByName(Face face) {
		MemoryProfile memory = memory(face, "model");
		memory.ingest(MemoryInput.event("exists"));
		ExtractRequest turns = ExtractRequest.builder().turn("user", "I like tea").build();
		for (Runnable call : List.<Runnable>of(() -> memory.ask("what exists?"), () -> memory.propose(turns),
				() -> memory.extract(turns))) {
			assertThatCode(call::run).satisfiesAnyOf((nothing) -> assertThat(nothing).isNull(),
					(failure) -> assertThat(failure).isInstanceOf(UnconfiguredException.class));
		}
	}

	@ParameterizedTest
	@EnumSource
	void databasesShouldBeCreatedListedAndDeleted(Face face) {
		Assumptions.assumeTrue(PLATFORM_KEY != null || node != null, "needs the platform key");
		MemoturnClient seen = face.of(client);
		String name = NAMESPACE + "-plain-" + face.name().toLowerCase();
		assertThat(seen.databases().create(name).name()).isEqualTo(name);
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> seen.databases().create(name));
		assertThat(seen.databases().list()).anyMatch((database) -> database.name().equals(name));
		assertThat(seen.databases().delete(name)).isTrue();
		assertThat(seen.databases().delete(name)).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void keysShouldBeStoredListedAndDeleted(Face face) {
		MemoturnDatabase database = database(face, "keys");
		KeyValues keys = database.kv("scratch");
		keys.put("plan/a", "step 1");
		keys.put("plan/b", "bytes".getBytes(StandardCharsets.UTF_8), Duration.ofHours(1));
		assertThat(keys.get("plan/a")).contains("step 1");
		assertThat(keys.getBytes("plan/b")).get().isEqualTo("bytes".getBytes(StandardCharsets.UTF_8));
		assertThat(keys.get("plan/c")).isEmpty();
		assertThat(keys.keys("plan/")).containsExactly("plan/a", "plan/b");
		keys.delete("plan/a");
		assertThat(keys.get("plan/a")).isEmpty();
		assertThat(database.sync()).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	void vectorsShouldBeFoundNearestFirst(Face face) {
		MemoturnDatabase database = database(face, "vectors");
		database.vectors("pictures").upsert("east", new float[] { 1, 0 });
		database.vectors("pictures").upsert("north", new float[] { 0, 1 });
		assertThat(database.vectors("pictures").search(new float[] { 0.9f, 0.1f }, 2).hits()).extracting(VectorHit::id)
			.containsExactly("east", "north");
	}

	@ParameterizedTest
	@EnumSource
	void documentsShouldBeStoredFoundChangedAndDeleted(Face face) {
		needs("docs");
		MemoturnDatabase database = database(face, "documents");
		var notes = database.collection("notes");
		notes.createIndex("kind");
		notes.insertAll(Map.of("kind", "fact", "score", 0.7), Map.of("kind", "fact", "score", 0.2));
		assertThat(notes.find(where("kind").is("fact").and("score").gt(0.5)).documents()).hasSize(1);
		assertThat(notes.updateMany(where("kind").is("fact"), set("seen", true)).modified()).isEqualTo(2);
		assertThat(notes.deleteMany(where("seen").is(true)).deleted()).isEqualTo(2);
		assertThat(notes.find().documents()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void sqlShouldReadAndWrite(Face face) {
		needs("sql");
		MemoturnDatabase database = database(face, "sql");
		database.batch(SqlStatement.of("CREATE TABLE IF NOT EXISTS steps (n INTEGER, name TEXT)"),
				SqlStatement.of("INSERT INTO steps VALUES (?, ?)", 1, "plan"));
		assertThat(database.sql("SELECT name FROM steps WHERE n = ?").param(1).query(String.class).single())
			.isEqualTo("plan");
		assertThat(database.sql("DELETE FROM steps").update().rowsAffected()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void branchesShouldBeForkedNamedAndTakenBack(Face face) {
		needs("branches");
		MemoryProfile memory = memory(face, "branches");
		memory.ingest(MemoryInput.fact("plan", "the plan is safe"));
		memory.checkpoint("before");
		memory.fork("draft", Duration.ofHours(1)).ingest(MemoryInput.fact("plan", "the plan is bold"));
		memory.ingest(MemoryInput.event("the plan failed"));
		memory.rewind("before");
		assertThat(memory.recall("plan").memories()).hasSize(1);
		assertThat(memory.onBranch("draft").recall("bold").memories()).hasSize(1);
		MemoturnDatabase database = face.of(client).database(NAMESPACE + "--" + memory.profile());
		assertThat(database.branches()).anyMatch((branch) -> branch.name().equals("draft"));
		database.deleteBranch("draft");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> memory.onBranch("draft").recall("bold"));
	}

	@Test
	void whatTheEmbeddedNodeLacksShouldBeKnown() throws Exception {
		Assumptions.assumeTrue(node != null, "another node");
		Set<String> lacking = new TreeSet<>();
		for (String what : List.of("docs", "sql", "branches", "kv", "vectors")) {
			if (!serves(what)) {
				lacking.add(what);
			}
		}
		assertThat(lacking).isEqualTo(LACKING);
	}

	private static void needs(String what) {
		Assumptions.assumeTrue(serves(what), "the node does not serve " + what);
	}

	// Where there is no route, there is no envelope either.
	private static boolean serves(String what) {
		String path = switch (what) {
			case "docs" -> "/docs/x/find";
			case "kv" -> "/kv/x";
			case "vectors" -> "/vectors/x/search";
			default -> "/" + what;
		};
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/v1/db/none" + path))
			.header("Content-Type", "application/json");
		request = (what.equals("kv") || what.equals("branches")) ? request.GET()
				: request.POST(BodyPublishers.ofString("{}"));
		HttpResponse<String> answer = send(request);
		return answer.statusCode() != 404 || answer.body().contains("code");
	}

	private static String mint(String platformKey) {
		HttpResponse<String> answer = send(
				HttpRequest.newBuilder(URI.create(url + "/v1/namespaces/" + NAMESPACE + "/tokens"))
					.header("Content-Type", "application/json")
					.header("Authorization", "Bearer " + platformKey)
					.POST(BodyPublishers.ofString("{\"scope\":\"admin\",\"expires_in\":600}")));
		assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
		return answer.body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			if (token != null) {
				request.header("Authorization", "Bearer " + token);
			}
			return HttpClient.newHttpClient()
				.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static MemoryProfile memory(Face face, String profile) {
		return face.of(client).memory(NAMESPACE, profile + "-" + face.name().toLowerCase());
	}

	/** The database of a profile that exists. */
	private static MemoturnDatabase database(Face face, String profile) {
		MemoryProfile memory = memory(face, profile);
		memory.ingest(MemoryInput.event("exists"));
		return face.of(client).database(NAMESPACE + "--" + memory.profile());
	}

}
