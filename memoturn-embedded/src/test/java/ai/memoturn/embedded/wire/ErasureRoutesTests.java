package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
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
 * Erasures over the wire, up to the moment when the data is deleted.
 */
class ErasureRoutesTests {

	private static final Pattern REQUESTED = Pattern
		.compile("\\{\"erasure_id\":\"(ers_[0-9a-f]{16})\",\"status\":\"pending\",\"txid\":([0-9]+),"
				+ "\"grace_until\":([0-9]+)}");

	@TempDir
	private static Path directory;

	private static EmbeddedNode node;

	private static Calls calls;

	private static int profiles;

	private String name = "";

	private String profile = "";

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder()
			.dataDirectory(directory)
			.port(0)
			.controlRate(1_000_000)
			.auditFlushInterval(Duration.ofMillis(100))
			.start();
		calls = new Calls(node.url());
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@BeforeEach
	void useNewProfile() {
		this.name = "p" + profiles++;
		this.profile = "/v1/memory/acme/" + this.name;
	}

	private List<String> ingest(String... items) {
		Answer answer = calls.post(this.profile + "/memories", "{\"memories\":[" + String.join(",", items) + "]}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		List<String> ids = new ArrayList<>();
		Matcher matcher = Pattern.compile("\"id\":\"(mem_[0-9a-f]+)\"").matcher(answer.body());
		while (matcher.find()) {
			ids.add(matcher.group(1));
		}
		return ids;
	}

	private static String fact(String topic, String text) {
		return "{\"type\":\"fact\",\"topic_key\":\"" + topic + "\",\"summary\":\"" + text + "\",\"content\":\"" + text
				+ "\",\"embedding\":[1,0]}";
	}

	private static String task(String session, String text) {
		return "{\"type\":\"task\",\"session_id\":\"" + session + "\",\"summary\":\"" + text + "\",\"content\":\""
				+ text + "\"}";
	}

	private Answer erase(String body) {
		return calls.post(this.profile + "/erasures", body);
	}

	private Matcher erased(String body) {
		Answer answer = erase(body);
		Matcher matcher = REQUESTED.matcher(answer.body());
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
		assertThat(matcher.matches()).as(answer.body()).isTrue();
		assertThat(answer.header("memoturn-txid")).isEqualTo(matcher.group(2));
		return matcher;
	}

	private String coupon(String id) {
		Answer answer = calls.call("GET", this.profile + "/erasures/" + id);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.headers()).doesNotContainKey("memoturn-txid");
		return answer.body();
	}

	private String recall(String query) {
		return calls
			.post(this.profile + "/recall",
					"{\"query\":\"" + query + "\",\"embedding\":[1,0],\"include_superseded\":true}")
			.body();
	}

	@Test
	@Section({ "trust 5.1", "trust 5.2", "trust 5.3", "trust 9" })
	void whenMemoryIsErasedThenItIsGoneAndCouponTellsAll() {
		String id = ingest(fact("home", "walnut street")).get(0);
		ingest(fact("work", "harbour"));
		long before = System.currentTimeMillis();
		Matcher erased = erased("{\"memory_id\":\"" + id + "\",\"type\":\"whatever\",\"turns\":true,\"x\":[1]}");
		assertThat(erased.group(2)).isEqualTo("3");
		assertEnvelope(calls.call("GET", this.profile + "/memories/" + id), 404, "not_found");
		assertThat(recall("walnut")).doesNotContain("walnut").contains("harbour");
		assertThat(coupon(erased.group(1))).matches(
				"\\{\"id\":\"%s\",\"db\":\"acme--%s\",\"uuid\":\"[0-9a-f]{32}\",\"target\":\\{\"memory_id\":\"%s\",\"turns\":true,\"type\":\"whatever\"},\"memory_ids\":\\[\"%s\"],\"requested_at\":[0-9]+,\"grace_until\":%s,\"forget_txid\":\\{\"main\":3},\"status\":\"pending\"}"
					.formatted(erased.group(1), this.name, id, id, erased.group(3)));
		assertThat(Long.parseLong(erased.group(3)) - 86_400_000).isBetween(before, System.currentTimeMillis());
	}

	@Test
	@Section({ "trust 5.1", "trust 5.3" })
	void whenTopicIsErasedThenSupersededMemoriesGoToo() {
		String old = ingest(fact("home", "walnut street")).get(0);
		String current = ingest(fact("home", "oak lane")).get(0);
		Matcher erased = erased("{\"topic_key\":\"home\",\"type\":\"fact\",\"session_id\":null,\"memory_id\":null}");
		assertThat(recall("walnut oak")).startsWith("{\"memories\":[]");
		assertThat(coupon(erased.group(1))).contains("\"target\":{\"topic_key\":\"home\",\"type\":\"fact\"}")
			.contains(old, current);
		assertEnvelope(erase("{\"topic_key\":\"home\",\"type\":\"fact\"}"), 404, "not_found");
		assertEnvelope(erase("{\"topic_key\":\"home\",\"type\":\"event\"}"), 404, "not_found");
	}

	@Test
	@Section({ "trust 5.1", "trust 5.3", "control 11" })
	void whenSessionIsErasedThenTasksAndTurnsGoAsAskedFor() {
		ingest(task("s/1", "alpha"), task("s/2", "beta"));
		String turns = "/v1/db/acme--" + this.name + "/memory/s%2F1/turns";
		calls.post(turns, "{\"role\":\"user\",\"content\":\"gamma\"}");
		Matcher erased = erased("{\"session_id\":\"s/1\"}");
		assertThat(recall("alpha beta")).contains("beta").doesNotContain("alpha");
		assertThat(calls.call("GET", turns).body()).contains("gamma");
		assertThat(calls.call("GET", this.profile + "/sessions").body()).contains("s/2").doesNotContain("s/1");
		assertThat(coupon(erased.group(1))).contains("\"target\":{\"session_id\":\"s/1\"},\"requested_at\"");
		Matcher withTurns = erased("{\"session_id\":\"s/1\",\"turns\":true}");
		assertThat(calls.call("GET", turns).body()).doesNotContain("gamma");
		assertThat(coupon(withTurns.group(1))).contains("\"target\":{\"session_id\":\"s/1\",\"turns\":true}");
		// Of an unknown one there is a coupon, and nothing else happens.
		assertThat(erased("{\"session_id\":\"none\"}").group(2)).isEqualTo(withTurns.group(2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"memory_id\":null}", "{\"memory_id\":\"a\",\"session_id\":\"b\"}",
			"{\"memory_id\":\"a\",\"topic_key\":\"b\",\"type\":\"fact\"}", "{\"topic_key\":\"a\"}",
			"{\"topic_key\":\"a\",\"type\":null}", "{\"memory_id\":1}", "{\"session_id\":\"a\",\"turns\":null}",
			"{\"session_id\":\"a\",\"turns\":\"true\"}", "{\"memory_id\":\"a\",\"type\":5}", "[]", "null", "\"a\"",
			"{\"turns\":true}" })
	@Section("trust 5.1")
	void whenBodyIsNotOneTargetThenInvalidWhateverElseIsWrong(String body) {
		assertEnvelope(calls.post("/v1/memory/A/unknown/erasures", body), 400, "invalid_request");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/v1/memory/A/none/erasures?branch=x  | {"topic_key":"a","type":"x"} | 400 | invalid_request
			/v1/memory/acme/a--b/erasures        | {"memory_id":"mem_1"}        | 400 | invalid_request
			/v1/memory/acme/none/erasures?branch=x | {"topic_key":"a","type":"x"} | 404 | database_not_found
			{}?branch=x                          | {"topic_key":"a","type":"x"} | 404 | branch_not_found
			{}                                   | {"topic_key":"a","type":"x"} | 400 | invalid_request
			{}                                   | {"topic_key":"a","type":"fact"} | 404 | not_found
			{}                                   | {"memory_id":""}             | 404 | not_found
			""")
	@Section({ "trust 5.1", "control 2.4" })
	void failuresShouldComeInTheOrderOfTheDocumentAndStoreNoCoupon(String path, String body, int status, String code) {
		ingest(fact("home", "walnut street"));
		assertEnvelope(calls.post(path.replace("{}", this.profile + "/erasures"), body), status, code);
		assertThat(calls.call("GET", this.profile + "/erasures").body()).isEqualTo("{\"erasures\":[]}");
		assertEnvelope(calls.post("/v1/memory/acme/none/recall", "{\"query\":\"a\"}", "Memoturn-Min-Txid: 1"), 404,
				"not_found");
	}

	@Test
	@Section({ "trust 5.1", "trust 2" })
	void whenBodyIsNoJsonThenThereIsNoEnvelope() {
		assertPlain(erase("{"), 400, "");
		assertThat(calls.put(this.profile + "/erasures/x", "").status()).isEqualTo(405);
		assertThat(calls.call("POST", this.profile + "/erasures").status()).isEqualTo(415);
	}

	@Test
	@Section({ "trust 5.1", "control 2.4" })
	void whenBranchIsNamedThenOnlyThatIsErased() {
		String id = ingest(fact("home", "walnut street")).get(0);
		calls.post("/v1/db/acme--" + this.name + "/branches", "{\"name\":\"exp\"}");
		Answer answer = calls.post(this.profile + "/erasures", "{\"memory_id\":\"" + id + "\"}",
				"Memoturn-Branch: exp");
		assertThat(answer.status()).isEqualTo(202);
		assertThat(calls.call("GET", this.profile + "/memories/" + id).status()).isEqualTo(200);
		assertThat(calls.call("GET", this.profile + "/memories/" + id + "?branch=exp").status()).isEqualTo(404);
		assertThat(calls.call("GET", this.profile + "/erasures").body()).contains("\"forget_txid\":{\"exp\":2}");
	}

	@Test
	@Section({ "trust 5.2", "control 3.3", "trust 1.8" })
	void couponsShouldBelongToTheNameAndOutliveTheDatabase() {
		String id = ingest(fact("home", "walnut street")).get(0);
		String first = erased("{\"memory_id\":\"" + id + "\"}").group(1);
		assertThat(calls.call("DELETE", "/v1/databases/acme--" + this.name).status()).isEqualTo(204);
		assertThat(coupon(first)).contains("pending");
		ingest(fact("home", "walnut street"));
		String second = erased("{\"memory_id\":\"" + id + "\"}").group(1);
		String list = calls.call("GET", this.profile + "/erasures?branch=none").body();
		assertThat(list.indexOf(second)).isBetween(0, list.indexOf(first));
		assertEnvelope(calls.call("GET", "/v1/memory/acme/other/erasures/" + first), 404, "not_found");
		assertEnvelope(calls.call("GET", this.profile + "/erasures/ers_0011"), 404, "not_found");
		assertEnvelope(calls.call("GET", "/v1/memory/acme/A/erasures/" + first), 400, "invalid_request");
		assertEnvelope(calls.call("GET", "/v1/memory/acme/a--b/erasures"), 400, "invalid_request");
		assertThat(calls.call("GET", "/v1/memory/acme/nobody/erasures").body()).isEqualTo("{\"erasures\":[]}");
	}

	@Test
	@Section({ "trust 5.5", "trust 3.4", "memory 2" })
	void whenPolicyAsksForItThenForgettingErases() {
		String id = ingest(fact("home", "walnut street")).get(0);
		String kept = ingest(fact("work", "harbour")).get(0);
		Answer plain = calls.call("DELETE", this.profile + "/memories/" + kept);
		assertThat(plain.headers()).doesNotContainKey("memoturn-erasure-id");
		policy("{\"erasure\":{\"purge_on_forget\":true,\"grace_secs\":60}}");
		assertEnvelope(calls.call("DELETE", this.profile + "/memories/" + kept), 404, "not_found");
		Answer answer = calls.call("DELETE", this.profile + "/memories/" + id);
		assertThat(answer.status()).isEqualTo(204);
		assertThat(answer.header("memoturn-txid")).isEqualTo("4");
		String coupon = coupon(answer.header("memoturn-erasure-id"));
		assertThat(coupon).contains("\"target\":{\"memory_id\":\"" + id + "\"},\"memory_ids\":[\"" + id + "\"]");
		Matcher times = Pattern.compile("\"requested_at\":([0-9]+),\"grace_until\":([0-9]+)").matcher(coupon);
		assertThat(times.find()).isTrue();
		assertThat(Long.parseLong(times.group(2)) - Long.parseLong(times.group(1))).isEqualTo(60_000);
		assertThat(calls.call("DELETE", this.profile + "/sessions/none").headers())
			.doesNotContainKey("memoturn-erasure-id");
		assertThat(calls.call("GET", this.profile + "/erasures").body()).containsOnlyOnce("ers_");
	}

	private void policy(String policy) {
		Answer answer = calls.put(this.profile + "/policy", "{\"policy\":" + policy + "}",
				"Content-Type: application/json");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
	}

}
