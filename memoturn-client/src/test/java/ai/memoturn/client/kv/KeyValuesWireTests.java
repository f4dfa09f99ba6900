package ai.memoturn.client.kv;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.testing.DatabaseWire;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static ai.memoturn.client.testing.DatabaseWire.bad;
import static ai.memoturn.client.testing.DatabaseWire.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What key-value pairs put on the wire, byte for byte, and what is made of what comes
 * back.
 */
class KeyValuesWireTests {

	private static final DatabaseWire wire = new DatabaseWire();

	@AfterAll
	static void close() {
		wire.close();
	}

	static Stream<Arguments> requests() {
		return ExpectedRequest.onBothFaces(
				request("PUT", "/kv/scratch/plan", "step 1 é😀", (db) -> db.kv("scratch").put("plan", "step 1 é😀")),
				request("PUT", "/kv/scratch/plan?ttl=3600", "x",
						(db) -> db.kv("scratch").put("plan", "x", Duration.ofHours(1))),
				request("PUT", "/kv/scratch/plan?ttl=0", "", (db) -> db.kv("scratch").put("plan", "", Duration.ZERO)),
				request("PUT", "/kv/s/k?ttl=3153600000", "x",
						(db) -> db.kv("s").put("k", "x", Duration.ofDays(36_500))),
				request("PUT", "/kv/s%2F%40/a%2Fb%20%2B%3F", "{\"a\":1}",
						(db) -> db.kv("s/@").put("a/b +?", "{\"a\":1}".getBytes(StandardCharsets.UTF_8))),
				request("PUT", "/kv/s/k?ttl=1", "", (db) -> db.kv("s").put("k", new byte[0], Duration.ofSeconds(1))),
				request("GET", "/kv/s/k%25", "", (db) -> db.kv("s").get("k%")),
				request("GET", "/kv/s/...", "", (db) -> db.kv("s").getBytes("...")),
				request("DELETE", "/kv/s/k", "", (db) -> db.kv("s").delete("k")),
				request("GET", "/kv/s?limit=100", "", (db) -> db.kv("s").keys()),
				request("GET", "/kv/s?prefix=a%2Bb%2F%26&limit=100", "", (db) -> db.kv("s").keys("a+b/&")),
				request("GET", "/kv/s?prefix=.&limit=5000", "", (db) -> db.kv("s").keys(".", 5000)));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<MemoturnDatabase> expected) {
		wire.check(face, expected);
	}

	@ParameterizedTest
	@EnumSource
	void answersShouldBecomeValues(Face face) {
		KeyValues kv = wire.database(face).kv("s");
		wire.answer(200, "{\"txid\":7,\"more\":[]}", "Memoturn-Txid: 8");
		assertThat(kv.put("k", "v")).isEqualTo(new PutResult(8));
		wire.answer(200, "{\"txid\":7}");
		assertThat(kv.put("k", new byte[] { -1 }, Duration.ofMinutes(1))).isEqualTo(new PutResult(7));

		byte[] bytes = { 0, -1, -128, 10, 13 };
		wire.server().reply(Reply.bytes(200, "application/octet-stream", bytes));
		assertThat(kv.getBytes("k")).contains(bytes);
		assertThatIllegalArgumentException().isThrownBy(() -> kv.get("k")).withMessageContaining("getBytes");
		wire.server().reply(Reply.of(200, "", "é😀\u0000"));
		assertThat(kv.get("k")).contains("é😀\u0000");
		wire.server().reply(Reply.of(200, "application/octet-stream", ""));
		assertThat(kv.get("k")).contains("");
		assertThat(kv.getBytes("k")).contains(new byte[0]);

		wire.server().reply(Reply.of(204, "", "", "Memoturn-Txid: 9"));
		kv.delete("k");
		wire.answer(200, "{\"keys\":[\"a\",\"b/c\"],\"more\":1}");
		assertThat(kv.keys()).containsExactly("a", "b/c");
		assertThat(kv.namespace()).isEqualTo("s");
	}

	@ParameterizedTest
	@EnumSource
	void onlyAMissingKeyShouldBeAbsent(Face face) {
		KeyValues kv = wire.database(face).kv("s");
		wire.answer(404, "{\"error\":\"key not found\",\"code\":\"not_found\"}");
		assertThat(kv.get("k")).isEmpty();
		assertThat(kv.getBytes("k")).isEmpty();
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> kv.delete("k"));
		for (String code : new String[] { "database_not_found", "branch_not_found" }) {
			wire.answer(404, "{\"error\":\"x\",\"code\":\"" + code + "\"}");
			assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> kv.get("k"))
				.returns(code, MemoturnException::code);
		}
		// Whoever says this is no node that knows keys.
		wire.server().reply(Reply.of(404, "text/html", "<html></html>"));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> kv.get("k"));
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		byte[] none = null;
		String noText = null;
		return Stream.of(bad("namespace", (db) -> db.kv("").keys()), bad("namespace", (db) -> db.kv("..").keys()),
				bad("namespace", (db) -> db.kv(null).get("k")), bad("namespace", (db) -> db.kv("\ud800").put("k", "v")),
				bad("key", (db) -> db.kv("s").put("", "v")), bad("key", (db) -> db.kv("s").put(".", new byte[0])),
				bad("key", (db) -> db.kv("s").get("..")), bad("key", (db) -> db.kv("s").getBytes("\udc00")),
				bad("key", (db) -> db.kv("s").delete(null)), bad("value", (db) -> db.kv("s").put("k", none)),
				bad("value", (db) -> db.kv("s").put("k", noText)), bad("value", (db) -> db.kv("s").put("k", "x\ud800")),
				bad("ttl", (db) -> db.kv("s").put("k", "v", Duration.ofSeconds(-1))),
				bad("ttl", (db) -> db.kv("s").put("k", "v", Duration.ofMillis(1500))),
				bad("ttl", (db) -> db.kv("s").put("k", "v", Duration.ofDays(36_500).plusSeconds(1))),
				bad("ttl", (db) -> db.kv("s").put("k", "v", Duration.ofSeconds(Long.MAX_VALUE))),
				bad("prefix", (db) -> db.kv("s").keys(null)), bad("prefix", (db) -> db.kv("s").keys("\ud800")),
				bad("limit", (db) -> db.kv("s").keys("", 0)));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<MemoturnDatabase> call) {
		wire.checkRefused(name, call);
	}

}
