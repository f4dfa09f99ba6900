package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.access.Scope;
import ai.memoturn.embedded.access.TestKeys;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The audit stream over the wire, on a node with auth.
 */
class AuditRoutesTests {

	private static final String AUDIT = "/v1/namespaces/acme/audit";

	private static final String ALICE = "/v1/memory/acme/alice";

	private static final String PLATFORM = "Authorization: Bearer " + TestKeys.PLATFORM_KEY;

	private static final String FACT = "{\"memories\":[{\"type\":\"fact\",\"summary\":\"canary-summary\",\"content\":\"canary\"},"
			+ "{\"type\":\"fact\",\"summary\":\"canary-summary\",\"content\":\"canary\"}]}";

	private static final Pattern ID = Pattern.compile("\"id\":\"(evt_[0-9]{13}-[0-9a-f]{8})\"");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private Calls calls;

	@SuppressWarnings("NullAway.Init")
	private String token;

	@BeforeEach
	void start() {
		this.node = EmbeddedNode.builder()
			.dataDirectory(this.directory)
			.port(0)
			.auth(true)
			.signingKey(TestKeys.pkcs8())
			.platformKey(TestKeys.PLATFORM_KEY)
			.controlRate(1_000_000)
			.auditFlushInterval(Duration.ofMillis(100))
			.nodeId("n-1")
			.start();
		this.calls = new Calls(this.node.url());
		this.token = "Authorization: Bearer " + this.node.databaseToken("acme--alice").orElseThrow();
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private void policy(String path, String policy, String credential) {
		Answer answer = RawConnection.exchange(this.calls.address(), "PUT " + path
				+ " HTTP/1.1\nContent-Type: application/json\n" + credential + "\n\n{\"policy\":" + policy + "}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
	}

	private void auditOn() {
		policy("/v1/namespaces/acme/policy", "{\"audit\":{\"enabled\":true,\"include_reads\":true}}", PLATFORM);
	}

	private String read(String query) {
		Answer answer = this.calls.call("GET", AUDIT + "?from=0" + query, PLATFORM);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	private static @Nullable String cursor(String page) {
		Matcher matcher = Pattern.compile("\"next_cursor\":(?:null|\"([^\"]+)\"),\"complete\":(true|false)}$")
			.matcher(page);
		assertThat(matcher.find()).as(page).isTrue();
		assertThat(matcher.group(1) == null).isEqualTo(matcher.group(2).equals("true"));
		return matcher.group(1);
	}

	private static List<String> ids(String page) {
		return ID.matcher(page).results().map((result) -> result.group(1)).toList();
	}

	private static List<String> actions(String page) {
		return Pattern.compile("\"action\":\"([^\"]+)\"").matcher(page).results().map((r) -> r.group(1)).toList();
	}

	private List<String> readAll(int limit) {
		List<String> ids = new ArrayList<>();
		String cursor = "";
		while (cursor != null) {
			String page = read("&limit=" + limit + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
			assertThat(ids(page)).hasSizeLessThanOrEqualTo(limit);
			ids.addAll(ids(page));
			cursor = cursor(page);
		}
		return ids;
	}

	private void ingest(int times) {
		try (RawConnection connection = new RawConnection(this.node.url())) {
			for (int i = 0; i < times; i++) {
				assertThat(connection
					.request("POST " + ALICE + "/memories HTTP/1.1\nContent-Type: application/json\n" + this.token
							+ "\n\n{\"memories\":[]}")
					.answer()
					.status()).isEqualTo(201);
			}
		}
	}

	@Test
	@Section({ "trust 4.2", "trust 4.3" })
	void everythingThatTheDocumentListsShouldBeRecordedWithItsFields() {
		this.calls.post(ALICE + "/memories", FACT, this.token);
		auditOn();
		String id = this.calls.post(ALICE + "/memories", FACT, this.token)
			.body()
			.replaceFirst(".*?\"id\":\"([^\"]+)\".*", "$1");
		this.calls.post(ALICE + "/recall", "{\"query\":\"canary-question\"}", this.token);
		this.calls.call("GET", ALICE + "/memories/" + id, this.token);
		this.calls.call("GET", ALICE + "/memories/none", this.token);
		this.calls.post("/v1/memory/acme/nobody/recall", "{\"query\":\"x\"}", this.token);
		this.calls.call("DELETE", ALICE + "/memories/" + id, this.token);
		this.calls.call("DELETE", ALICE + "/memories/" + id, this.token);
		this.calls.call("DELETE", ALICE + "/sessions/s%2F1?turns=true", this.token);
		this.calls.call("GET", ALICE + "/sessions", this.token);
		policy(ALICE + "/policy", "{\"ai_egress\":{\"extract\":\"deny\"}}", this.token);
		this.calls.post(ALICE + "/extract", "{\"turns\":[{\"role\":\"u\",\"content\":\"canary\"}]}", this.token);
		this.calls.post("/v1/namespaces/acme/tokens", "{\"scope\":\"read\",\"expires_in\":60}", PLATFORM);
		this.calls.post("/v1/databases/acme--alice/tokens", "{\"scope\":\"admin\"}", PLATFORM);
		this.calls.call("DELETE", "/v1/databases/acme--alice", PLATFORM);
		this.calls.post(ALICE + "/memories", FACT);
		policy("/v1/namespaces/acme/policy", "{}", PLATFORM);
		List<String> expected = List.of("policy.update", "memory.ingest", "memory.recall", "memory.get",
				"memory.forget", "memory.session_end", "policy.update", "ai.extract", "token.mint", "token.mint",
				"db.delete");
		Eventually.holds(() -> assertThat(actions(read(""))).isEqualTo(expected));
		String page = read("");
		assertThat(page)
			.contains("\"node\":\"n-1\",\"ns\":\"acme\",\"action\":\"policy.update\",\"resource\":\"policy:acme\","
					+ "\"outcome\":\"ok\",\"count\":1,\"actor\":{\"kind\":\"platform\"}}")
			.containsPattern("\"ns\":\"acme\",\"profile\":\"alice\",\"branch\":\"main\",\"action\":\"memory.ingest\","
					+ "\"outcome\":\"ok\",\"txid\":\\d+,\"count\":2,\"actor\":\\{\"kind\":\"token\",\"token_hash\":\"[0-9a-f]{16}\","
					+ "\"scope\":\"admin\",\"iat\":\\d+,\"claim_ns\":\"acme\"}}")
			.contains("\"action\":\"memory.recall\",\"outcome\":\"ok\",\"txid\":")
			.contains("\"action\":\"memory.forget\",\"resource\":\"" + id + "\",")
			.contains("\"action\":\"memory.session_end\",\"resource\":\"session:s/1?turns=true\",")
			.contains(
					"\"profile\":\"alice\",\"action\":\"policy.update\",\"resource\":\"policy:acme/alice\",\"outcome\":\"ok\",\"count\":2,")
			.contains(
					"\"profile\":\"alice\",\"action\":\"ai.extract\",\"outcome\":\"denied\",\"actor\":{\"kind\":\"token\"")
			.contains("\"action\":\"token.mint\",\"resource\":\"ns:acme scope=Read ttl=60\"")
			.contains(
					"\"profile\":\"alice\",\"action\":\"token.mint\",\"resource\":\"acme--alice scope=Admin ttl=3600\"")
			.contains("\"profile\":\"alice\",\"action\":\"db.delete\",\"resource\":\"acme--alice\",\"outcome\":\"ok\","
					+ "\"actor\":{\"kind\":\"platform\"}}")
			.doesNotContain("canary", this.token.substring("Authorization: Bearer ".length()));
		assertThat(actions(read("&action=memory."))).hasSize(5);
		assertThat(actions(read("&action=memory"))).isEmpty();
		assertThat(actions(read("&action=memory.get&profile=alice&outcome=ok"))).hasSize(1);
		assertThat(actions(read("&profile=alice"))).hasSize(9);
		assertThat(actions(read("&outcome=denied"))).containsExactly("ai.extract");
		assertThat(actions(read("&action="))).isEmpty();
		assertThat(actions(read("&to=1"))).isEmpty();
	}

	@Test
	@Section({ "trust 4.1", "trust 4.4" })
	void everyEventShouldBeSeenOnceAndInOrderOverPagesFlushesAndARestart() {
		auditOn();
		ingest(600);
		Eventually.holds(() -> assertThat(readAll(1000)).hasSize(601));
		List<String> before = readAll(1000);
		String cursor = cursor(read("&limit=600"));
		ingest(40);
		// An orderly shutdown writes everything out.
		stop();
		start();
		ingest(9);
		Eventually.holds(() -> assertThat(readAll(1000)).hasSize(650));
		List<String> all = readAll(1000);
		assertThat(all).startsWith(before.toArray(String[]::new)).doesNotHaveDuplicates().isSorted();
		assertThat(readAll(2)).isEqualTo(all);
		assertThat(ids(read("&limit=1000&cursor=" + cursor))).isEqualTo(all.subList(600, 650));
		List<String> one = new ArrayList<>();
		for (String next = cursor; next != null;) {
			String page = read("&limit=1&cursor=" + next);
			one.addAll(ids(page));
			next = cursor(page);
		}
		assertThat(one).isEqualTo(all.subList(600, 650));
		assertThat(ids(read("&limit=4294967295"))).hasSize(650);
		String exact = read("&limit=650");
		assertThat(cursor(exact)).isNull();
		String none = read("&limit=0&cursor=" + cursor);
		assertThat(ids(none)).isEmpty();
		assertThat(cursor(none)).isEqualTo(cursor);
	}

	@Test
	@Section({ "trust 4", "control 3.3" })
	void streamShouldOutliveTheDatabase() {
		auditOn();
		ingest(1);
		this.calls.call("DELETE", "/v1/databases/acme--alice", PLATFORM);
		Eventually
			.holds(() -> assertThat(actions(read(""))).containsExactly("policy.update", "memory.ingest", "db.delete"));
	}

	@Test
	@Section("trust 4")
	void streamShouldKeepWhatARewindTakesBack() {
		auditOn();
		String branch = "/v1/db/acme--alice/branches/main";
		event("one");
		assertThat(this.calls.post(branch + "/checkpoint", "{\"name\":\"c\"}", this.token).status()).isEqualTo(200);
		event("two");
		event("three");
		assertThat(this.calls.post(branch + "/rewind", "{\"to\":\"c\"}", this.token).status()).isEqualTo(200);
		event("four");
		// The branch counts on from where it went back to.
		Eventually.holds(() -> assertThat(
				Pattern.compile("\"txid\":(\\d+)").matcher(read("")).results().map((match) -> match.group(1)))
			.containsExactly("1", "2", "3", "2"));
	}

	private void event(String content) {
		assertThat(this.calls.post(ALICE + "/memories",
				"{\"memories\":[{\"type\":\"event\",\"summary\":\"x\",\"content\":\"" + content + "\"}]}", this.token)
			.status()).isEqualTo(201);
	}

	@Test
	@Section("trust 4.3")
	void whatTheDocumentDoesNotListShouldNotBeRecorded() {
		auditOn();
		String database = "/v1/db/acme--alice";
		ingest(1);
		List<Answer> done = List.of(
				this.calls.post(database + "/branches", "{\"name\":\"b\",\"from\":\"main\"}", this.token),
				this.calls.call("GET", database + "/branches", this.token),
				this.calls.post(database + "/branches/b/checkpoint", "{\"name\":\"c\"}", this.token),
				this.calls.post(database + "/branches/b/rewind", "{\"to\":\"c\"}", this.token),
				this.calls.call("DELETE", database + "/branches/b", this.token),
				this.calls.put(database + "/kv/n/k", "v", this.token),
				this.calls.call("GET", database + "/kv/n/k", this.token),
				this.calls.call("DELETE", database + "/kv/n/k", this.token),
				this.calls.post(database + "/docs/c/insert", "{\"docs\":[{\"a\":1}]}", this.token),
				this.calls.post(database + "/docs/c/find", "{}", this.token),
				this.calls.post(database + "/docs/c/delete", "{\"filter\":{}}", this.token),
				this.calls.post(database + "/vectors/v", "{\"id\":\"1\",\"embedding\":[1,2]}", this.token),
				this.calls.post(database + "/vectors/v/search", "{\"vector\":[1,2]}", this.token),
				this.calls.post(database + "/memory/s/turns", "{\"role\":\"user\",\"content\":1}", this.token),
				this.calls.call("GET", database + "/memory/s/turns", this.token),
				this.calls.post(database + "/sql", "{\"stmts\":[{\"q\":\"CREATE TABLE t (a)\"}]}", this.token),
				this.calls.post(database + "/sync", "", this.token),
				this.calls.post("/v1/databases", "{\"name\":\"acme\"}", PLATFORM),
				this.calls.post("/v1/databases/acme/tokens", "{\"scope\":\"read\"}", PLATFORM),
				this.calls.call("DELETE", "/v1/databases/acme", PLATFORM),
				this.calls.call("GET", "/v1/memory/acme", this.token),
				this.calls.call("GET", ALICE + "/sessions", this.token),
				this.calls.call("GET", ALICE + "/policy", this.token),
				this.calls.call("GET", "/v1/namespaces/acme/policy", PLATFORM));
		assertThat(done).allSatisfy((answer) -> assertThat(answer.status()).as(answer.body()).isBetween(200, 299));
		List<Answer> refused = List.of(this.calls.post(ALICE + "/memories", "{\"memories\":[{}]}", this.token),
				this.calls.post(ALICE + "/memories?branch=none", FACT, this.token),
				this.calls.post(ALICE + "/memories", FACT),
				this.calls.post(ALICE + "/recall?branch=none", "{\"query\":\"x\"}", this.token),
				this.calls.post(ALICE + "/extract", "{\"turns\":[]}", this.token),
				this.calls.call("DELETE", "/v1/databases/acme--nobody", PLATFORM),
				this.calls.post("/v1/databases/acme--nobody/tokens", "{\"scope\":\"read\"}", PLATFORM));
		assertThat(refused).allSatisfy((answer) -> assertThat(answer.status()).isGreaterThanOrEqualTo(400));
		// An orderly shutdown writes everything out.
		stop();
		start();
		assertThat(actions(read(""))).containsExactly("policy.update", "memory.ingest");
	}

	@ParameterizedTest
	@ValueSource(strings = { "from=x", "from=", "to=1.5", "limit=-1", "limit=4294967296", "limit=", "action=a&action=a",
			"from=1&from=1", "from=%D9%A1" })
	@Section({ "trust 4.1", "trust 2" })
	void whenQueryDoesNotParseThenRefusedWithoutEnvelope(String query) {
		Answer answer = this.calls.call("GET", "/v1/namespaces/Acme/audit?" + query, PLATFORM);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.header("content-type")).startsWith("text/plain");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "cDE=", "cC0x", "%00", "cDAx" })
	@Section("trust 4.1")
	void whenCursorIsNoneThenRefused(String cursor) {
		assertEnvelope(this.calls.call("GET", AUDIT + "?cursor=" + cursor, PLATFORM), 400, "invalid_request");
	}

	@Test
	@Section("trust 4.1")
	void whenNothingIsRecordedThenThePageIsEmptyAndComplete() {
		assertThat(this.calls.call("GET", "/v1/namespaces/unknown/audit?x=1&x=2", PLATFORM).body())
			.isEqualTo("{\"events\":[],\"next_cursor\":null,\"complete\":true}");
		assertEnvelope(this.calls.call("GET", "/v1/namespaces/Acme/audit", PLATFORM), 400, "invalid_request");
		assertThat(
				this.calls.call("GET", AUDIT, "Authorization: Bearer " + TestKeys.namespaceToken("acme", Scope.ADMIN))
					.status())
			.isEqualTo(200);
	}

}
