package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseRoutes} over the wire on a real node.
 */
class DatabaseRoutesTests {

	private static final Pattern RECORD = Pattern
		.compile("\\{\"name\":\"([^\"]*)\",\"uuid\":\"([0-9a-f]{32})\",\"created_at\":([0-9]{13})\\}");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private Calls calls;

	@BeforeEach
	void start() {
		this.node = EmbeddedNode.builder().dataDirectory(this.directory).port(0).controlRate(1000).start();
		this.calls = new Calls(this.node.url());
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private Answer create(String name) {
		return this.calls.post("/v1/databases", "{\"name\":\"" + name + "\",\"region\":1}");
	}

	private Answer delete(String segment) {
		return this.calls.call("DELETE", "/v1/databases/" + segment);
	}

	private Set<String> names() {
		Answer answer = this.calls.call("GET", "/v1/databases?cursor=x");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.headers()).doesNotContainKey("memoturn-txid");
		Set<String> names = new java.util.LinkedHashSet<>();
		Matcher records = RECORD.matcher(answer.body());
		while (records.find()) {
			names.add(records.group(1));
		}
		assertThat(answer.body().split("\"uuid\"", -1)).hasSize(names.size() + 1);
		return names;
	}

	private int append(String database) {
		return this.calls.post("/v1/db/" + database + "/memory/s/turns", "{\"role\":\"user\",\"content\":1}").status();
	}

	@Test
	@Section({ "database 1.3", "control 3", "control 3.1", "control 3.2" })
	void createShouldAnswerTheRecordAndListShowIt() {
		Answer created = create("b");
		assertThat(created.status()).isEqualTo(201);
		assertThat(created.body()).matches(RECORD);
		assertThat(created.headers()).doesNotContainKey("memoturn-txid");
		create("B");
		create("ü");
		create("a.b c");
		this.calls.post("/v1/memory/ns/p/memories", "{\"memories\":[]}");
		assertThat(names()).containsExactly("B", "a.b c", "b", "ns--p", "ü");
		assertThat(this.calls.call("GET", "/v1/databases").body()).startsWith("{\"databases\":[")
			.contains(created.body());
	}

	@Test
	@Section({ "database 1.3", "control 3.1" })
	void whenNameIsTakenThenConflict() {
		create("a");
		assertEnvelope(create("a"), 409, "already_exists");
		assertThat(names()).containsExactly("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a@b", "a/b", "a--b", "--", ".", "..", "a\\u0000", "a\\n", "\\u007f" })
	@Section({ "database 1.2", "control 2", "control 2.1", "control 2.3", "control 3.1" })
	void whenNameBreaksTheRuleThenInvalidRequest(String name) {
		assertEnvelope(create(name), 400, "invalid_request");
		assertThat(names()).isEmpty();
	}

	@Test
	@Section({ "database 1.2", "control 2.1" })
	void longNamesShouldBeServedAsLongAsAPathHoldsThem() {
		assertThat(create("x".repeat(4096)).status()).isEqualTo(201);
		assertThat(append("x".repeat(4096))).isEqualTo(201);
		assertThat(delete("x".repeat(4096)).status()).isEqualTo(204);
		assertThat(create("ü".repeat(2048)).status()).isEqualTo(201);
		assertThat(delete("%C3%BC".repeat(2048)).status()).isEqualTo(204);
		assertEnvelope(create("x".repeat(4097)), 400, "invalid_request");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{}", "[]", "{\"name\":null}", "{\"name\":1}", "{\"name\":\"a\",\"name\":\"b\"}", "\"a\"" })
	@Section({ "database 1.3", "database 2.2", "control 3.1" })
	void whenBodyHasTheWrongShapeThenUnprocessable(String body) {
		assertPlain(this.calls.post("/v1/databases", body), 422, "Failed to deserialize the JSON body");
		assertThat(names()).isEmpty();
	}

	@Test
	@Section({ "database 2.2", "control 3.1" })
	void whenBodyIsNoneOfTheRouteThenPlain() {
		assertPlain(this.calls.post("/v1/databases", "{"), 400, "Failed to parse");
		assertPlain(this.calls.post("/v1/databases", "\"" + " ".repeat(1_048_576) + "\""), 413, "Failed to buffer");
		assertPlain(RawConnection.exchange(this.calls.address(), "POST /v1/databases HTTP/1.1\n\n{\"name\":\"a\"}"),
				415, "Expected request with");
	}

	@Test
	@Section({ "database 1.3", "control 3", "control 3.3" })
	void deleteShouldRemoveAllOfIt() {
		String first = create("a").body();
		append("a");
		append("a");
		Answer deleted = delete("a");
		assertThat(deleted.status()).isEqualTo(204);
		assertThat(deleted.body()).isEmpty();
		assertThat(deleted.headers()).doesNotContainKey("memoturn-txid");
		assertThat(names()).isEmpty();
		assertThat(append("a")).isEqualTo(404);
		assertEnvelope(delete("a"), 404, "database_not_found");
		Answer again = create("a");
		assertThat(again.status()).isEqualTo(201);
		assertThat(again.body()).isNotEqualTo(first);
		Answer window = this.calls.call("GET", "/v1/db/a/memory/s/turns");
		assertThat(window.body()).isEqualTo("{\"turns\":[]}");
		assertThat(window.header("memoturn-txid")).isEqualTo("0");
	}

	@Test
	@Section({ "control 2.3", "control 3.3", "database 13" })
	void whenProfileIsDeletedThenItIsAnUnknownOne() {
		String profile = "/v1/memory/ns/alice";
		this.calls.post(profile + "/memories", "{\"memories\":[{\"type\":\"fact\",\"summary\":\"dark\"}]}");
		assertThat(delete("ns--alice").status()).isEqualTo(204);
		assertThat(this.calls.call("GET", "/v1/memory/ns").body()).isEqualTo("{\"namespace\":\"ns\",\"profiles\":[]}");
		assertThat(this.calls.post(profile + "/recall", "{\"query\":\"dark\"}").body())
			.isEqualTo("{\"memories\":[],\"txid\":0}");
		assertEnvelope(this.calls.call("DELETE", profile + "/sessions/s"), 404, "database_not_found");
		assertThat(this.calls.post(profile + "/memories", "{\"memories\":[{\"type\":\"fact\",\"summary\":\"dark\"}]}")
			.body()).contains("\"created\"", "\"txid\":1");
	}

	@Test
	@Section("control 2.4")
	void whenSpecNamesABranchThenItIsNoDatabase() {
		create("a");
		assertEnvelope(delete("a@main"), 404, "database_not_found");
		assertEnvelope(delete("a%40main"), 404, "database_not_found");
		assertThat(names()).containsExactly("a");
	}

	@Test
	@Section({ "database 1.3", "memory 11" })
	void whenMethodIsNoneOfTheRoutesThenAllowListsThem() {
		assertThat(this.calls.call("GET", "/v1/databases/a").header("allow")).isEqualTo("DELETE");
		assertThat(this.calls.call("DELETE", "/v1/databases").header("allow")).isEqualTo("GET,HEAD,POST");
		assertThat(this.calls.call("GET", "/v1/databases/a/usage").status()).isEqualTo(404);
	}

}
