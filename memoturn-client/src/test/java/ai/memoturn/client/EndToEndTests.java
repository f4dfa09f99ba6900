package ai.memoturn.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import ai.memoturn.client.audit.AuditAction;
import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ForbiddenException;
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
import ai.memoturn.client.policy.EgressRule;
import ai.memoturn.client.policy.NamespacePolicy;
import ai.memoturn.client.policy.Policies;
import ai.memoturn.client.policy.Policy;
import ai.memoturn.client.sql.SqlStatement;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.ScriptedServer;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transcript.TranscriptTurn;
import ai.memoturn.client.vector.VectorHit;
import ai.memoturn.embedded.EmbeddedNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
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
 * The whole surface on both faces, against the embedded node with auth on, or against any
 * node with {@code -Dmemoturn.url=...} and, where it has auth on,
 * {@code -Dmemoturn.platform-key=...}. Everything happens in a namespace of its own,
 * which is removed afterwards.
 */
@Timeout(120)
class EndToEndTests {

	private static final String NAMESPACE = "e2e-" + UUID.randomUUID().toString().substring(0, 13);

	private static @Nullable String platformKey = System.getProperty("memoturn.platform-key");

	@TempDir
	static Path data;

	private static @Nullable EmbeddedNode node;

	private static URI url;

	private static MemoturnClient client;

	@BeforeAll
	static void open() throws Exception {
		String given = System.getProperty("memoturn.url");
		if (given == null) {
			node = EmbeddedNode.builder().dataDirectory(data).port(0).auth(true).controlRate(1_000).start();
			url = node.url();
			platformKey = node.platformKey().orElseThrow();
		}
		else {
			url = URI.create(given);
		}
		client = MemoturnClient.builder()
			.url(url)
			.platformKey(platformKey)
			.mintTokens((platformKey != null) ? TokenMinting.perNamespace() : null)
			.source("e2e")
			.build();
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
		needsPlatformKey();
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
		MemoryProfile memory = memory(face, "branches");
		memory.ingest(MemoryInput.fact("plan", "the plan is safe").content("safe"));
		memory.checkpoint("before");
		memory.fork("draft", Duration.ofHours(1)).ingest(MemoryInput.fact("plan", "the plan is bold").content("bold"));
		memory.ingest(MemoryInput.event("the plan failed"));
		memory.rewind("before");
		assertThat(memory.recall("plan").memories()).hasSize(1);
		assertThat(memory.onBranch("draft").recall("bold").memories()).hasSize(1);
		MemoturnDatabase database = face.of(client).database(NAMESPACE + "--" + memory.profile());
		assertThat(database.branches()).anyMatch((branch) -> branch.name().equals("draft"));
		database.deleteBranch("draft");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> memory.onBranch("draft").recall("bold"));
	}

	@ParameterizedTest
	@EnumSource
	void policiesShouldBePutOverriddenAndCleared(Face face) {
		needsPlatformKey();
		Policies policies = face.of(client).policies();
		String namespace = NAMESPACE + "-policy-" + face.name().toLowerCase();
		assertThat(policies.getNamespace(namespace)).isEmpty();
		Policy policy = Policy.builder().extract(EgressRule.DENY).build();
		assertThat(policies.putNamespace(namespace, policy).namespace()).isEqualTo(namespace);
		assertThat(policies.getNamespace(namespace)).get().returns(policy, NamespacePolicy::policy);
		MemoryProfile memory = memory(face, "policies");
		memory.ingest(MemoryInput.event("exists"));
		assertThat(policies.putProfile(NAMESPACE, memory.profile(), policy).override()).isEqualTo(policy);
		assertThat(policies.getProfile(NAMESPACE, memory.profile()).effective().extract()).isEqualTo(EgressRule.DENY);
		assertThat(policies.clearProfile(NAMESPACE, memory.profile()).override()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whatHappensShouldBeRecordedInTheAuditStream(Face face) {
		needsPlatformKey();
		face.of(client).policies().putNamespace(NAMESPACE, Policy.builder().auditEnabled(true).build());
		memory(face, "audited").ingest(MemoryInput.event("happened"));
		ScriptedServer.await("what was stored is told of",
				() -> face.of(client)
					.audit(NAMESPACE)
					.events((query) -> query.action(AuditAction.MEMORY_INGEST))
					.anyMatch((event) -> ("audited-" + face.name().toLowerCase()).equals(event.profile())));
	}

	@ParameterizedTest
	@EnumSource
	void tokensShouldOpenWhatTheyCoverAndNothingElse(Face face) {
		Assumptions.assumeTrue(platformKey != null, "needs a node that asks for credentials");
		memory(face, "tokens").ingest(MemoryInput.event("exists"));
		String token = face.of(client).tokens().mintForNamespace(NAMESPACE, TokenScope.READ).value();
		try (MemoturnClient reader = MemoturnClient.builder().url(url).token(token).build()) {
			MemoryProfile memory = memory(face, face.of(reader), "tokens");
			assertThat(memory.recall("exists").memories()).hasSize(1);
			assertThatExceptionOfType(ForbiddenException.class)
				.isThrownBy(() -> memory.ingest(MemoryInput.event("happened")));
		}
	}

	private static void needsPlatformKey() {
		Assumptions.assumeTrue(platformKey != null || node != null, "needs the platform key");
	}

	private static MemoryProfile memory(Face face, MemoturnClient seen, String profile) {
		return seen.memory(NAMESPACE, profile + "-" + face.name().toLowerCase());
	}

	private static MemoryProfile memory(Face face, String profile) {
		return memory(face, face.of(client), profile);
	}

	/** The database of a profile that exists. */
	private static MemoturnDatabase database(Face face, String profile) {
		MemoryProfile memory = memory(face, profile);
		memory.ingest(MemoryInput.event("exists"));
		return face.of(client).database(NAMESPACE + "--" + memory.profile());
	}

}
