package ai.memoturn.client.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.document.Filters;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.testing.HostileTexts;
import ai.memoturn.client.testing.ReceivedRequest;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Every name in the path of a database's operations arrives as it is, or nothing is sent.
 */
class DatabaseNamesPropertyTests {

	private static final Pattern SAFE = Pattern.compile("/v1/db/[A-Za-z0-9._~%/@-]+(\\?[A-Za-z0-9._~%=&-]*)?");

	private static final AtomicReference<List<String>> segments = new AtomicReference<>(List.of());

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder().url(server.url()).build();

	private static final MemoturnDatabase database = client.database("plain");

	static {
		server.forgetRequests();
		server.answer(DatabaseNamesPropertyTests::understand);
	}

	@AfterContainer
	static void close() {
		client.close();
		server.close();
	}

	@Property(tries = 1_500, shrinking = ShrinkingMode.BOUNDED)
	void keyShouldArriveAsItIsOrNotAtAll(@ForAll("texts") String namespace, @ForAll("texts") String key) {
		check(isSegment(namespace) && isSegment(key), () -> database.kv(namespace).put(key, "x"), "db", "plain", "kv",
				namespace, key);
		check(isSegment(namespace) && isUnicode(key), () -> database.kv(namespace).keys(key), "db", "plain", "kv",
				namespace, key.isEmpty() ? "limit=100" : "prefix=" + key + "&limit=100");
	}

	@Property(tries = 1_500, shrinking = ShrinkingMode.BOUNDED)
	void collectionShouldArriveAsItIsOrNotAtAll(@ForAll("collections") String name) {
		check(isCollection(name), () -> database.collection(name).deleteMany(Filters.all()), "db", "plain", "docs",
				name, "delete");
		check(isCollection(name), () -> database.vectors(name).search(new float[] { 1 }), "db", "plain", "vectors",
				name, "search");
	}

	@Property(tries = 1_500, shrinking = ShrinkingMode.BOUNDED)
	void branchShouldArriveAsItIsOrNotAtAll(@ForAll("texts") String branch) {
		check(isBranch(branch) && !branch.equals("main"), () -> database.deleteBranch(branch), "db", "plain",
				"branches", branch);
		check(isBranch(branch), () -> database.onBranch(branch).rewind(1), "db", "plain", "branches", branch, "rewind");
		check(isBranch(branch), () -> database.onBranch(branch).sql("select 1").update(), "db", "plain@" + branch,
				"sql");
		check(isBranch(branch), () -> client.memory("acme", "alice").onBranch(branch).checkpoint("x"), "db",
				"acme--alice", "branches", branch, "checkpoint");
	}

	@Provide
	Arbitrary<String> texts() {
		return Arbitraries.oneOf(Arbitraries.of(HostileTexts.ALL), Arbitraries.strings().ofMaxLength(24),
				Arbitraries.strings().withChars("./%\\@?#&+;=:{}~ ab\u00e9\ud800\udc00").ofMaxLength(8));
	}

	@Provide
	Arbitrary<String> collections() {
		return Arbitraries.oneOf(texts(), Arbitraries.strings().withChars("azAZ09_-").ofMaxLength(66));
	}

	private static void check(boolean valid, Runnable call, String... expected) {
		segments.set(List.of());
		if (valid) {
			assertThatExceptionOfType(NotFoundException.class).isThrownBy(call::run);
			assertThat(segments.get()).containsExactly(expected);
			return;
		}
		int before = server.connections();
		assertThatIllegalArgumentException().isThrownBy(call::run);
		assertThat(server.connections()).isEqualTo(before);
		assertThat(segments.get()).isEmpty();
	}

	private static Reply understand(ReceivedRequest request) {
		if (!SAFE.matcher(request.target()).matches()) {
			return Reply.json(400, "{\"error\":\"not as it should be\",\"code\":\"invalid_request\"}");
		}
		// A query becomes one more segment.
		segments.set(Arrays.stream(request.target().substring("/v1/".length()).split("[/?]", -1))
			.map((segment) -> URLDecoder.decode(segment, StandardCharsets.UTF_8))
			.toList());
		return Reply.json(404, "{\"error\":\"x\",\"code\":\"database_not_found\"}");
	}

	private static boolean isSegment(String text) {
		return !text.isEmpty() && !text.equals(".") && !text.equals("..") && isUnicode(text);
	}

	private static boolean isBranch(String text) {
		return isSegment(text) && text.chars().noneMatch((c) -> "/\\@".indexOf(c) >= 0 || Character.isISOControl(c));
	}

	// The rule of the protocol, character by character.
	private static boolean isCollection(String text) {
		return !text.isEmpty() && text.length() <= 64
				&& text.chars()
					.allMatch((c) -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
							|| c == '_' || c == '-');
	}

	private static boolean isUnicode(String text) {
		return StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

}
