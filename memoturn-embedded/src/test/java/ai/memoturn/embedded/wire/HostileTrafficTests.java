package ai.memoturn.embedded.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.access.Scope;
import ai.memoturn.embedded.access.TestKeys;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Valid requests with mistakes in them, sent to a real node: reliability N7. The seed of
 * the client is part of every failure; with the system property
 * {@code memoturn.fuzz.seed} set to it, the first client sends the same again.
 * {@code memoturn.fuzz.requests} asks for a longer run.
 */
class HostileTrafficTests {

	private static final int REQUESTS = Integer.getInteger("memoturn.fuzz.requests", 10_000);

	private static final int CLIENTS = 4;

	/** Of so many requests one is damaged without regard to where its message ends. */
	private static final int TORN = 5;

	private static final int TORN_AT_ONCE = 100;

	private static final List<String> INTERESTING = List.of("\0", "%00", "%ff", "%2F", "..", "../../x", "//", ";",
			"\r\n", "\n", " ", "\t", "\"", "\\", "\\ud800", "{", "}", "[", "]", ":", ",", "1e999", "-0", "null", "NaN",
			"\u00ff", "?", "#", "@", "--", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n",
			"Host: evil.example\r\n", "Connection: close\r\n", "99999999999999999999", "'; DROP TABLE x; --",
			"HTTP/1.0");

	private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

	private static final String PROFILE = "/v1/memory/acme/alice";

	private static final String BRANCHES = "/v1/db/acme--alice/branches";

	private static final String TRANSCRIPT = "/v1/db/acme--alice@main/memory/s%2F1";

	private static final String DATABASE = "/v1/db/acme--alice@main";

	private static final List<Request> VALID = List.of(new Request("POST " + PROFILE + "/memories",
			"{\"memories\":[{\"type\":\"fact\",\"topic_key\":\"a.b\",\"summary\":\"vegan since 2026\","
					+ "\"content\":{\"n\":[1,2.5,null,true],\"s\":\"\\u00e9\\n\"},\"keywords\":\"food\",\"embedding\":[0.1,-2,3e1],"
					+ "\"session_id\":\"s/1\",\"source\":\"me\"},{\"type\":\"task\",\"summary\":\"t\",\"ttl\":60}]}"),
			new Request("POST " + PROFILE + "/recall",
					"{\"query\":\"vegan food\",\"embedding\":[1,0.5,0],\"topic_key\":\"a.b\",\"types\":[\"fact\"],"
							+ "\"k\":5,\"include_superseded\":true,\"include_turns\":true}"),
			new Request("POST " + PROFILE + "/ask", "{\"question\":\"why?\",\"k\":3}"),
			new Request("POST " + PROFILE + "/extract",
					"{\"turns\":[{\"role\":\"user\",\"content\":{}}],\"dry_run\":true}"),
			new Request("GET " + PROFILE + "/memories/mem_6b71bce8b8f80e570dc5c4b37b5dd782?branch=main&x=%20", ""),
			new Request("DELETE " + PROFILE + "/memories/mem_6b71bce8b8f80e570dc5c4b37b5dd782", ""),
			new Request("GET " + PROFILE + "/sessions?limit=5", ""),
			new Request("DELETE " + PROFILE + "/sessions/s%2F1?turns=true", ""), new Request("GET /v1/memory/acme", ""),
			new Request("GET " + PROFILE + "/export?after=2:0:s%2F1", ""),
			new Request("POST " + PROFILE + "/import",
					"{\"lines\":[\"{\\\"format\\\":\\\"memoturn-profile\\\",\\\"version\\\":1}\"],\"first_line\":1,"
							+ "\"stored\":0,\"check_only\":false}"),
			new Request("GET /health", ""),
			new Request("POST " + TRANSCRIPT + "/turns",
					"{\"role\":\"user\",\"content\":{\"text\":\"\\u00e9\\n\",\"n\":[1,2.5,null]},\"embedding\":[0.1,-2,3e1]}"),
			new Request("GET " + TRANSCRIPT + "/turns?last=5", ""),
			new Request("POST " + TRANSCRIPT + "/search", "{\"vector\":[1,0.5,0],\"k\":3}"),
			new Request("POST " + DATABASE + "/sync", ""),
			new Request("PUT " + DATABASE + "/kv/ns%2F1/k%20y?ttl=60", "any \u00e9 bytes {"),
			new Request("GET " + DATABASE + "/kv/ns%2F1/k%20y", ""),
			new Request("DELETE " + DATABASE + "/kv/ns%2F1/k%20y", ""),
			new Request("GET " + DATABASE + "/kv/ns%2F1?prefix=k%20&limit=5", ""),
			new Request("POST " + DATABASE + "/vectors/near-by", "{\"id\":\"v/1\",\"embedding\":[0.1,-2,3e1]}"),
			new Request("POST " + DATABASE + "/vectors/near-by/search", "{\"vector\":[1,0.5,0],\"k\":3}"),
			new Request("POST " + DATABASE + "/docs/my-notes/insert",
					"{\"docs\":[{\"_id\":\"x\",\"n\":[1,2.5,null],\"a\":{\"b\":true}},{\"s\":\"\\u00e9\\n\",\"n\":1}]}"),
			new Request("POST " + DATABASE + "/docs/my-notes/find",
					"{\"filter\":{\"$or\":[{\"n\":{\"$gt\":0,\"$ne\":5}},{\"a.b\":true},{\"$not\":{\"s\":{\"$in\":[\"x\",null]}}}]},"
							+ "\"sort\":{\"n\":-1,\"_id\":1},\"limit\":10,\"skip\":0}"),
			new Request("POST " + DATABASE + "/docs/my-notes/update",
					"{\"filter\":{\"n\":{\"$exists\":true}},\"update\":{\"$set\":{\"a.c\":[1,{}]},\"$inc\":{\"n\":1.5},"
							+ "\"$push\":{\"tags\":\"t\"},\"$unset\":{\"s\":1}},\"multi\":true}"),
			new Request("POST " + DATABASE + "/docs/my-notes/delete",
					"{\"filter\":{\"n\":{\"$lt\":2}},\"multi\":false}"),
			new Request("POST " + DATABASE + "/docs/my-notes/indexes", "{\"path\":\"a.b\"}"),
			new Request("POST /v1/db/acme--alice@main/sql",
					"{\"stmts\":[{\"q\":\"CREATE TABLE IF NOT EXISTS t (a, b)\"},"
							+ "{\"q\":\"INSERT INTO t VALUES (?, ?2)\",\"params\":[1.5,{\"$base64\":\"AAE=\"},null,\"\\u00e9\"]},"
							+ "{\"q\":\"SELECT count(*) FROM \\\"t\\\"\"}]}"),
			new Request("POST /v1/databases", "{\"name\":\"notes\"}"), new Request("GET /v1/databases", ""),
			new Request("DELETE /v1/databases/notes", ""),
			new Request("POST " + BRANCHES, "{\"name\":\"exp\",\"from\":\"main\",\"ttl\":0}"),
			new Request("GET " + BRANCHES, ""), new Request("DELETE " + BRANCHES + "/exp", ""),
			new Request("POST " + BRANCHES + "/main/checkpoint", "{\"name\":\"before\"}"),
			new Request("POST " + BRANCHES + "/main/rewind", "{\"to\":\"before\"}"),
			new Request("POST /v1/databases/acme--alice/tokens", "{\"scope\":\"read\",\"expires_in\":60}"),
			new Request("POST /v1/namespaces/acme/tokens", "{\"scope\":\"admin\",\"expires_in\":null}"),
			new Request("GET /v1/namespaces/acme/policy", ""),
			new Request("PUT /v1/namespaces/acme/policy",
					"{\"policy\":{\"audit\":{\"enabled\":true,\"include_reads\":true},\"x\":{\"y\":null}}}"),
			new Request("GET " + PROFILE + "/policy", ""),
			new Request("PUT " + PROFILE + "/policy",
					"{\"policy\":{\"memory\":{\"task_ttl_max_secs\":60},\"ai_egress\":{\"extract\":\"deny\"}}}"),
			new Request("GET /v1/namespaces/acme/audit?from=0&action=memory.&limit=5", ""),
			new Request("POST " + PROFILE + "/erasures", "{\"topic_key\":\"a.b\",\"type\":\"fact\",\"turns\":false}"),
			new Request("POST " + PROFILE + "/erasures?branch=main", "{\"session_id\":\"s/1\",\"turns\":true}"),
			new Request("POST " + PROFILE + "/erasures",
					"{\"memory_id\":\"mem_6b71bce8b8f80e570dc5c4b37b5dd782\",\"type\":null}"),
			new Request("GET " + PROFILE + "/erasures", ""),
			new Request("GET " + PROFILE + "/erasures/ers_00112233aabbccdd", ""));

	@TempDir
	private Path directory;

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
					out.writeBytes(latin(INTERESTING.get(random.nextInt(INTERESTING.size()))));
					out.write(bytes, at, bytes.length - at);
				}
			}
			bytes = (out.size() > 0) ? out.toByteArray() : bytes;
		}
		return bytes;
	}

	private static String mutate(String valid, Random random) {
		return valid.isEmpty() ? valid : text(mutate(latin(valid), random));
	}

	/** One character for each byte, so that nothing is lost on the way. */
	private static byte[] latin(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void mutatedRequestsShouldGetAnAnswerOrBeClosed(boolean auth) throws Exception {
		long seed = Long.getLong("memoturn.fuzz.seed", new Random().nextLong());
		// Deep enough for a few ".." to end where it shows.
		Path data = Files.createDirectories(this.directory.resolve("a/b/c")).resolve("data");
		Files.writeString(this.directory.resolve("a/b/bystander"), "untouched");
		List<String> before = outside(data);
		try (EmbeddedNode node = builder(data, auth).start()) {
			List<Callable<Integer>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				Client client = new Client(node, seed + i, (auth ? REQUESTS / 4 : REQUESTS) / CLIENTS);
				clients.add(client::run);
			}
			// Of a run that reaches nothing but the guard at the door nothing would be
			// learnt.
			assertThat(runAll(clients)).as("requests that succeeded, seed " + seed)
				.isGreaterThan(REQUESTS / (auth ? 400 : 50));
			assertServes(node);
		}
		try (EmbeddedNode again = builder(data, auth).start()) {
			assertServes(again);
		}
		assertThat(outside(data)).as("seed " + seed).isEqualTo(before);
	}

	/** Return how many requests of all clients succeeded. */
	private static int runAll(List<Callable<Integer>> clients) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(clients.size());
		try {
			int sum = 0;
			// What takes longer hangs, and is cancelled.
			for (Future<Integer> done : threads.invokeAll(clients, 60_000 + 10L * REQUESTS, TimeUnit.MILLISECONDS)) {
				sum += done.get();
			}
			return sum;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static EmbeddedNode.Builder builder(Path data, boolean auth) {
		return EmbeddedNode.builder()
			.dataDirectory(data)
			.port(0)
			.auth(auth)
			.signingKey(TestKeys.pkcs8())
			.platformKey(TestKeys.PLATFORM_KEY)
			.requestTimeout(Duration.ofMillis(150))
			.controlRate(100_000);
	}

	/** What the path needs where the node asks for it. */
	private static String authorization(String line) {
		boolean control = line.contains("/v1/databases") || line.contains("/v1/namespaces");
		return "Authorization: Bearer " + (control ? TestKeys.PLATFORM_KEY
				: TOKENS.computeIfAbsent(line.contains("/v1/db/notes") ? "notes" : "acme", HostileTrafficTests::token));
	}

	private static String token(String target) {
		// From later than any deletion that the requests bring about.
		long issued = System.currentTimeMillis() / 1000 + 3600;
		return target.equals("acme") ? TestKeys.token(null, target, Scope.ADMIN, issued, issued + 3600)
				: TestKeys.token(target, null, Scope.ADMIN, issued, issued + 3600);
	}

	private static void assertServes(EmbeddedNode node) {
		Calls calls = new Calls(node.url());
		assertThat(calls.call("GET", "/health").status()).isEqualTo(200);
		assertThat(calls.post(PROFILE + "/recall", "{\"query\":\"vegan\"}", authorization(PROFILE)).status())
			.isEqualTo(200);
	}

	/** What lies around the data directory, with times and sizes. */
	private List<String> outside(Path data) throws IOException {
		try (Stream<Path> files = Files.walk(this.directory)) {
			List<String> found = new ArrayList<>();
			for (Path file : files.filter((path) -> !path.startsWith(data)).sorted().toList()) {
				// Creating the data directory changes the time of the one that holds it.
				found.add(file + (Files.isRegularFile(file)
						? " " + Files.getLastModifiedTime(file) + " " + Files.readString(file) : ""));
			}
			return found;
		}
	}

	/**
	 * A valid request.
	 *
	 * @param line method and target
	 * @param body the body
	 */
	private record Request(String line, String body) {

		private String headers(int port) {
			return authorization(this.line) + "\r\nHost: 127.0.0.1:" + port
					+ "\r\nContent-Type: application/json\r\nMemoturn-Branch: main\r\n"
					+ "Memoturn-Min-Txid: 0\r\nMemoturn-Durability: standard\r\n";
		}

		private static String assemble(String line, String headers, String body) {
			return line + " HTTP/1.1\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
		}

		private static String chunked(String line, String headers, String body) {
			int half = body.length() / 2;
			String chunks = Stream.of(body.substring(0, half), body.substring(half))
				.filter((part) -> !part.isEmpty())
				.map((part) -> Integer.toHexString(part.length()) + "\r\n" + part + "\r\n")
				.reduce("", String::concat);
			return line + " HTTP/1.1\r\n" + headers + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n";
		}

		/** One part is damaged, and the message is framed as it ought to be. */
		private String damaged(int port, Random random) {
			String headers = headers(port);
			return switch (random.nextInt(this.body.isEmpty() ? 3 : 6)) {
				case 0 -> assemble(this.line, mutate(headers, random), this.body);
				case 1, 2 -> assemble(mutate(this.line, random), headers, this.body);
				case 3 -> chunked(this.line, headers, mutate(this.body, random));
				default -> assemble(this.line, headers, mutate(this.body, random));
			};
		}

		/** Damaged anywhere, the end of the message included. */
		private String torn(int port, Random random) {
			String headers = headers(port);
			return mutate(random.nextBoolean() ? assemble(this.line, headers, this.body)
					: chunked(this.line, headers, this.body), random);
		}

	}

	/**
	 * One of the clients. What it sends follows from its seed.
	 */
	private static final class Client {

		private final EmbeddedNode node;

		private final long seed;

		private final int requests;

		private final Random random;

		private final Map<RawConnection, String> torn = new LinkedHashMap<>();

		private @Nullable RawConnection kept;

		private int succeeded;

		private Client(EmbeddedNode node, long seed, int requests) {
			this.node = node;
			this.seed = seed;
			this.requests = requests;
			this.random = new Random(seed);
		}

		private int run() {
			try {
				for (int i = 0; i < this.requests; i++) {
					Request valid = VALID.get(this.random.nextInt(VALID.size()));
					int port = this.node.url().getPort();
					if (this.random.nextInt(TORN) > 0) {
						damaged(valid.damaged(port, this.random), i);
					}
					else {
						torn(valid.torn(port, this.random), i);
					}
				}
				awaitTorn();
				return this.succeeded;
			}
			finally {
				this.torn.keySet().forEach(RawConnection::close);
				drop();
			}
		}

		/**
		 * One after the other on a connection, until the node closes it. It may have done
		 * so after its last answer; what was sent too late is sent again.
		 */
		private void damaged(String request, int number) {
			RawConnection used = this.kept;
			String description = describe(request, number);
			if (used == null || !sendAndCheck(used, request, description)) {
				drop();
				RawConnection fresh = new RawConnection(this.node.url());
				this.kept = fresh;
				if (!sendAndCheck(fresh, request, description)) {
					drop();
				}
			}
		}

		/** Tell whether there was an answer. */
		private boolean sendAndCheck(RawConnection connection, String request, String description) {
			try {
				connection.send(latin(request));
			}
			catch (UncheckedIOException ex) {
				return false;
			}
			return check(connection, description);
		}

		/** Those that are incomplete take the node's whole patience: many at a time. */
		private void torn(String request, int number) {
			RawConnection connection = new RawConnection(this.node.url());
			this.torn.put(connection, describe(request, number));
			connection.send(latin(request));
			if (this.torn.size() == TORN_AT_ONCE) {
				awaitTorn();
			}
		}

		private void awaitTorn() {
			this.torn.forEach(this::check);
			this.torn.keySet().forEach(RawConnection::close);
			this.torn.clear();
		}

		/** Tell whether there was an answer; that it is a proper one is asserted. */
		private boolean check(RawConnection connection, String description) {
			Answer answer = answer(connection, description);
			if (answer == null) {
				return false;
			}
			assertThat(answer.status()).as(description + "\n" + answer.body())
				.matches((status) -> status < 500 || status == 503);
			assertThat(answer.body()).as(description).doesNotContain("Exception", "\tat ", "SQL", "sqlite");
			this.succeeded += (answer.status() < 300) ? 1 : 0;
			return true;
		}

		private static @Nullable Answer answer(RawConnection connection, String description) {
			try {
				return connection.answerOrClose();
			}
			catch (UncheckedIOException ex) {
				throw new AssertionError("neither answered nor closed: " + description, ex);
			}
		}

		private String describe(String request, int number) {
			return "seed " + this.seed + ", request " + number + ": " + request;
		}

		private void drop() {
			if (this.kept != null) {
				this.kept.close();
				this.kept = null;
			}
		}

	}

}
