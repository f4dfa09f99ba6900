package ai.memoturn.embedded.wire;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KvRoutes} over the wire on a real node.
 */
@Section("database 4")
class KvRoutesTests {

	@TempDir
	private static Path directory;

	private static EmbeddedNode node;

	private static Calls calls;

	private static int namespaces;

	private String namespace = "";

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder()
			.dataDirectory(directory)
			.port(0)
			.maxBodySize(3_000_000)
			.sweepInterval(Duration.ofMillis(20))
			.start();
		calls = new Calls(node.url());
		assertThat(calls.post("/v1/databases", "{\"name\":\"cache\"}").status()).isEqualTo(201);
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@BeforeEach
	void useNewNamespace() {
		this.namespace = "/v1/db/cache/kv/n" + namespaces++;
	}

	private Answer put(String key, String value) {
		return calls.put(this.namespace + "/" + key, value);
	}

	private Answer get(String key) {
		return calls.call("GET", this.namespace + "/" + key);
	}

	private String keys(String query) {
		Answer answer = calls.call("GET", this.namespace + query);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		return answer.body();
	}

	private static long txid(Answer answer) {
		return Long.parseLong(answer.header("memoturn-txid"));
	}

	@Test
	@Section({ "database 2.1", "database 2.5" })
	void putShouldAnswerTxidAndGetTheBytes() {
		Answer put = put("k", "h\u00e9llo \0 {");
		assertThat(put.status()).isEqualTo(200);
		assertThat(put.body()).isEqualTo("{\"txid\":" + txid(put) + "}");
		assertThat(put.header("content-type")).isEqualTo("application/json");
		Answer got = get("k");
		assertThat(got.status()).isEqualTo(200);
		assertThat(got.body()).isEqualTo("h\u00e9llo \0 {");
		assertThat(got.header("content-type")).isEqualTo("application/octet-stream");
		assertThat(txid(got)).isEqualTo(txid(put));
		Answer again = put("k", "h\u00e9llo \0 {");
		assertThat(txid(again)).isGreaterThan(txid(put));
	}

	@Test
	void valuesShouldBeBytes() throws Exception {
		byte[] value = new byte[70_000];
		new Random(7).nextBytes(value);
		URI uri = node.url().resolve(this.namespace + "/bytes");
		HttpClient client = HttpClient.newHttpClient();
		HttpRequest put = HttpRequest.newBuilder(uri).PUT(HttpRequest.BodyPublishers.ofByteArray(value)).build();
		assertThat(client.send(put, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
		HttpRequest get = HttpRequest.newBuilder(uri).build();
		assertThat(client.send(get, HttpResponse.BodyHandlers.ofByteArray()).body()).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/html; charset=utf-16", "multipart/form-data", "???" })
	@Section("database 2.2")
	void contentTypeShouldNeitherBeCheckedNorStored(String type) {
		assertThat(
				calls.put(this.namespace + "/k", "{\"a\":", "Content-Type: " + type, "Content-Encoding: gzip").status())
			.isEqualTo(200);
		Answer got = get("k");
		assertThat(got.header("content-type")).isEqualTo("application/octet-stream");
		assertThat(got.headers()).doesNotContainKey("content-encoding");
		assertThat(got.body()).isEqualTo("{\"a\":");
	}

	@Test
	@Section("database 16")
	void emptyValueShouldBeAValue() {
		assertThat(put("k", "").status()).isEqualTo(200);
		Answer got = get("k");
		assertThat(got.status()).isEqualTo(200);
		assertThat(got.header("content-length")).isEqualTo("0");
		assertThat(RawConnection.exchange(calls.address(), "PUT " + this.namespace + "/none HTTP/1.1").status())
			.isEqualTo(200);
		assertThat(get("none").body()).isEmpty();
	}

	@Test
	@Section({ "database 2.3", "database 2.5" })
	void deleteShouldBeIdempotentAndKeepTheTxidTheSecondTime() {
		put("k", "v");
		assertEnvelope(get("other"), 404, "not_found");
		assertThat(get("other").headers()).doesNotContainKey("memoturn-txid");
		Answer deleted = calls.call("DELETE", this.namespace + "/k");
		assertThat(deleted.status()).isEqualTo(204);
		assertEnvelope(get("k"), 404, "not_found");
		Answer again = calls.call("DELETE", this.namespace + "/k");
		assertThat(again.status()).isEqualTo(204);
		assertThat(txid(again)).isEqualTo(txid(deleted));
	}

	@ParameterizedTest
	@CsvSource({ "0, 404", "3600, 200", "+3600, 400", "%2B3600, 200", "18446744073709551615, 200",
			"9223372036854775807, 200", "18446744073709551616, 400", "-1, 400", "'', 400", "1.0, 400", "x, 400",
			"1e3, 400", "%201, 400" })
	@Section({ "database 2.2", "database 16" })
	void timeToLiveShouldBeReadStrictly(String ttl, int status) {
		Answer put = calls.put(this.namespace + "/k?ttl=" + ttl, "v");
		if (status == 400) {
			assertPlain(put, 400, "Failed to deserialize query string");
			assertEnvelope(get("k"), 404, "not_found");
		}
		else {
			assertThat(put.status()).isEqualTo(200);
			assertThat(get("k").status()).isEqualTo(status);
			assertThat(keys("")).isEqualTo((status == 200) ? "{\"keys\":[\"k\"]}" : "{\"keys\":[]}");
		}
	}

	@Test
	void putWithoutTimeToLiveShouldClearAnEarlierOne() {
		calls.put(this.namespace + "/k?ttl=3600", "old");
		calls.put(this.namespace + "/gone?ttl=0", "old");
		put("gone", "new");
		assertThat(get("gone").body()).isEqualTo("new");
		calls.put(this.namespace + "/gone?ttl=0", "newest");
		assertEnvelope(get("gone"), 404, "not_found");
	}

	@Test
	@Section("database 10")
	void expiredKeysShouldBeSwept() {
		Answer put = calls.put(this.namespace + "/k?ttl=0", "v");
		Eventually.holds(() -> assertThat(txid(calls.call("GET", this.namespace))).isEqualTo(txid(put) + 1));
	}

	@Test
	void listShouldAnswerKeysOfThePrefixInOrderOfTheirBytes() {
		for (String key : List.of("b", "a%2Fb", "a", "ab", "%C3%A9", "A", "a%25", "a%22", "%F0%9F%98%80",
				"%EF%BF%BD")) {
			put(key, "v");
		}
		assertThat(keys("")).isEqualTo(
				"{\"keys\":[\"A\",\"a\",\"a\\\"\",\"a%\",\"a/b\",\"ab\",\"b\",\"\u00e9\",\"\ufffd\",\"\ud83d\ude00\"]}");
		assertThat(keys("?prefix=a")).isEqualTo("{\"keys\":[\"a\",\"a\\\"\",\"a%\",\"a/b\",\"ab\"]}");
		assertThat(keys("?prefix=a%25")).isEqualTo("{\"keys\":[\"a%\"]}");
		assertThat(keys("?prefix=a*")).isEqualTo("{\"keys\":[]}");
		assertThat(keys("?prefix=%C3%A9&limit=5")).isEqualTo("{\"keys\":[\"\u00e9\"]}");
		assertThat(keys("?limit=2&cursor=x")).isEqualTo("{\"keys\":[\"A\",\"a\"]}");
	}

	@ParameterizedTest
	@CsvSource({ "'', 100", "?limit=3, 3", "?limit=0, 0", "?limit=4294967295, 1000", "?limit=1001, 1000",
			"?limit=4294967296, 100", "?limit=-1, 100", "?limit=x, 100", "?limit=, 100", "?limit=2.0, 100",
			"?prefix=k1&limit=1000, 116", "?prefix=&limit=1000, 1000" })
	@Section({ "database 2.2", "database 15", "control 12.4" })
	void limitShouldBeReadLeniently(String query, int expected) {
		this.namespace = "/v1/db/cache/kv/many";
		if (keys("?limit=1").equals("{\"keys\":[]}")) {
			try (RawConnection connection = new RawConnection(node.url())) {
				for (int i = 0; i < 1005; i++) {
					assertThat(
							connection.request("PUT " + this.namespace + "/k" + i + " HTTP/1.1\n\nv").answer().status())
						.isEqualTo(200);
				}
			}
		}
		assertThat(keys(query).split("\"k[0-9]", -1)).hasSize(expected + 1);
	}

	@Test
	void whenNamespaceIsUnknownThenEmpty() {
		assertThat(keys("")).isEqualTo("{\"keys\":[]}");
	}

	@Test
	@Section({ "database 1.1", "database 1.2" })
	void namespaceAndKeyMayBeAnyText() {
		for (String name : List.of("a%2Fb", "a%20b", "a+b", "%3F", "%F0%9F%98%80", "__memoturn_kv", "';--", "a@b")) {
			String target = "/v1/db/cache/kv/" + name + "/" + name;
			if (name.contains(";")) {
				target = target.replace(";", "%3B");
			}
			assertThat(calls.put(target, name).status()).as(name).isEqualTo(200);
			assertThat(calls.call("GET", target).body()).isEqualTo(name);
		}
		assertThat(calls.call("GET", "/v1/db/cache/kv/ab/k").status()).isEqualTo(404);
	}

	@Test
	@Section({ "database 1.1", "database 2.2", "database 2.3" })
	void whenDatabaseOrBranchIsUnknownThenNotFound() {
		for (String method : List.of("GET", "PUT", "DELETE")) {
			assertEnvelope(calls.call(method, "/v1/db/nowhere/kv/n/k"), 404, "database_not_found");
			assertEnvelope(calls.call(method, "/v1/db/cache@b/kv/n/k"), 404, "branch_not_found");
		}
		assertEnvelope(calls.call("GET", "/v1/db/nowhere/kv/n"), 404, "database_not_found");
		assertPlain(calls.put("/v1/db/nowhere/kv/n/k?ttl=x", "v"), 400, "Failed to deserialize query string");
	}

	@Test
	@Section({ "database 2.1", "database 2.2", "database 15" })
	void bodyShouldBeHeldToTheLargeLimit() {
		assertThat(put("k", "x".repeat(3_000_000)).status()).isEqualTo(200);
		assertThat(get("k").body()).hasSize(3_000_000);
		assertPlain(put("k", "x".repeat(3_000_001)), 413, "Failed to buffer the request body");
		assertThat(get("k").body()).hasSize(3_000_000);
	}

	@Test
	@Section("database 2.5")
	void floorAndConsistencyShouldNotChangeTheAnswer() {
		Answer put = put("k", "v");
		for (String floor : List.of("0", "99999999", "18446744073709551615", "x", "-1")) {
			Answer got = calls.call("GET", this.namespace + "/k?consistency=cached", "Memoturn-Min-Txid: " + floor,
					"Memoturn-Consistency: primary");
			assertThat(got.body()).isEqualTo("v");
			assertThat(txid(got)).isGreaterThanOrEqualTo(txid(put));
			Answer listed = calls.call("GET", this.namespace, "Memoturn-Min-Txid: " + floor);
			assertThat(listed.body()).isEqualTo("{\"keys\":[\"k\"]}");
			assertThat(txid(listed)).isGreaterThanOrEqualTo(txid(put));
		}
	}

	@Test
	@Section({ "database 2.1", "database 2.3" })
	void whenMethodIsNoneOfTheRoutesThenAllowListsThem() {
		assertThat(calls.call("POST", this.namespace + "/k").header("allow")).isEqualTo("GET,HEAD,PUT,DELETE");
		assertThat(calls.call("PUT", this.namespace).header("allow")).isEqualTo("GET,HEAD");
		assertThat(calls.call("GET", this.namespace + "/a/b").status()).isEqualTo(404);
		assertThat(calls.call("GET", this.namespace + "/").status()).isEqualTo(404);
		put("k", "value");
		try (RawConnection connection = new RawConnection(node.url())) {
			Answer head = connection.request("HEAD " + this.namespace + "/k HTTP/1.1").answerWithoutBody();
			assertThat(head.header("content-length")).isEqualTo("5");
		}
	}

}
