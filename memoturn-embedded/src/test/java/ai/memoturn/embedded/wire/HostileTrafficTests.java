package ai.memoturn.embedded.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Valid requests with mistakes in them, sent to a real node: reliability N7. The seed is
 * part of every failure; set the system property {@code memoturn.fuzz.seed} to repeat a
 * run, and {@code memoturn.fuzz.requests} for a longer one.
 */
class HostileTrafficTests {

	private static final int REQUESTS = Integer.getInteger("memoturn.fuzz.requests", 1000);

	private static final int BATCH = 100;

	private static final List<String> INTERESTING = List.of("\0", "%00", "%ff", "%2F", "..", "//", ";", "\r\n", "\n",
			" ", "\t", "\"", "\\", "\\ud800", "{", "}", "[", "]", ":", ",", "1e999", "-0", "null", "NaN", "\u00ff", "?",
			"#", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Host: evil.example\r\n",
			"Connection: close\r\n", "99999999999999999999", "'; DROP TABLE x; --", "HTTP/1.0");

	@TempDir
	private Path directory;

	private static List<String> valid(int port) {
		String ingest = "{\"memories\":[{\"type\":\"fact\",\"topic_key\":\"a.b\",\"summary\":\"vegan since 2026\","
				+ "\"content\":{\"n\":[1,2.5,null,true],\"s\":\"\\u00e9\\n\"},\"keywords\":\"food\",\"embedding\":[0.1,-2,3e1],"
				+ "\"session_id\":\"s/1\",\"source\":\"me\"},{\"type\":\"task\",\"summary\":\"t\",\"ttl\":60}]}";
		String recall = "{\"query\":\"vegan food\",\"embedding\":[1,0.5,0],\"topic_key\":\"a.b\",\"types\":[\"fact\"],"
				+ "\"k\":5,\"include_superseded\":true,\"include_turns\":true}";
		String path = "/v1/memory/acme/alice";
		return List.of(request("POST " + path + "/memories", port, ingest),
				request("POST " + path + "/recall", port, recall),
				request("POST " + path + "/ask", port, "{\"question\":\"why?\",\"k\":3}"),
				request("POST " + path + "/extract", port,
						"{\"turns\":[{\"role\":\"user\",\"content\":{}}],\"dry_run\":true}"),
				request("GET " + path + "/memories/mem_6b71bce8b8f80e570dc5c4b37b5dd782?branch=main&x=%20", port, ""),
				request("DELETE " + path + "/memories/mem_6b71bce8b8f80e570dc5c4b37b5dd782", port, ""),
				request("GET " + path + "/sessions?limit=5", port, ""),
				request("DELETE " + path + "/sessions/s%2F1?turns=true", port, ""),
				request("GET /v1/memory/acme", port, ""), request("GET /health", port, ""),
				"POST " + path + "/recall HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
						+ "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"que\r\nb\r\nry\":\"vegan\"\r\n1\r\n}\r\n0\r\n\r\n");
	}

	private static String request(String line, int port, String body) {
		return line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Type: application/json\r\n"
				+ "Memoturn-Branch: main\r\nMemoturn-Min-Txid: 0\r\nContent-Length: "
				+ body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
	}

	private static byte[] mutate(byte[] valid, Random random) {
		byte[] bytes = valid;
		for (int i = random.nextInt(3); i >= 0; i--) {
			int at = random.nextInt(bytes.length);
			int end = Math.min(bytes.length, at + random.nextInt(20));
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			switch (random.nextInt(6)) {
				case 0 -> {
					out.write(bytes, 0, at);
					out.write(random.nextInt(256));
					out.write(bytes, at + 1, bytes.length - at - 1);
				}
				case 1 -> {
					out.write(bytes, 0, at);
					out.write(bytes, end, bytes.length - end);
				}
				case 2 -> {
					out.write(bytes, 0, end);
					out.write(bytes, at, bytes.length - at);
				}
				case 3 -> out.write(bytes, 0, Math.max(1, at));
				default -> {
					out.write(bytes, 0, at);
					out.writeBytes(
							INTERESTING.get(random.nextInt(INTERESTING.size())).getBytes(StandardCharsets.ISO_8859_1));
					out.write(bytes, at, bytes.length - at);
				}
			}
			bytes = (out.size() > 0) ? out.toByteArray() : bytes;
		}
		return bytes;
	}

	/** Many at a time, since those that are incomplete take the node's whole patience. */
	private static void batch(EmbeddedNode node, List<String> valid, Random random, String description) {
		Map<RawConnection, String> connections = new LinkedHashMap<>();
		try {
			for (int i = 0; i < BATCH; i++) {
				byte[] bytes = mutate(valid.get(random.nextInt(valid.size())).getBytes(StandardCharsets.ISO_8859_1),
						random);
				RawConnection connection = new RawConnection(node.url());
				connections.put(connection, description + new String(bytes, StandardCharsets.ISO_8859_1));
				connection.send(bytes);
			}
			connections.forEach((connection, request) -> {
				Answer answer = answer(connection, request);
				if (answer != null) {
					assertThat(answer.status()).as(request + "\n" + answer.body())
						.matches((status) -> status < 500 || status == 503);
					assertThat(answer.body()).as(request).doesNotContain("Exception", "\tat ", "SQL", "sqlite");
				}
			});
		}
		finally {
			connections.keySet().forEach(RawConnection::close);
		}
	}

	private static @Nullable Answer answer(RawConnection connection, String request) {
		try {
			return connection.answerOrClose();
		}
		catch (UncheckedIOException ex) {
			throw new AssertionError("neither answered nor closed: " + request, ex);
		}
	}

	@Test
	void mutatedRequestsShouldGetAnAnswerOrBeClosed() throws IOException {
		long seed = Long.getLong("memoturn.fuzz.seed", new Random().nextLong());
		Random random = new Random(seed);
		Path data = this.directory.resolve("data");
		try (EmbeddedNode node = EmbeddedNode.builder()
			.dataDirectory(data)
			.port(0)
			.requestTimeout(Duration.ofMillis(150))
			.start()) {
			List<String> valid = valid(node.url().getPort());
			for (int sent = 0; sent < REQUESTS; sent += BATCH) {
				batch(node, valid, random, "seed " + seed + ", after " + sent + " requests: ");
			}
			assertThat(new Calls(node.url()).call("GET", "/health").status()).isEqualTo(200);
			assertThat(new Calls(node.url()).post("/v1/memory/acme/alice/recall", "{\"query\":\"vegan\"}").status())
				.isEqualTo(200);
		}
		try (Stream<Path> outside = Files.list(this.directory)) {
			assertThat(outside).containsExactly(data);
		}
	}

}
