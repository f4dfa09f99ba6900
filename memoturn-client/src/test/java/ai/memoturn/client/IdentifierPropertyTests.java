package ai.memoturn.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.HostileTexts;
import ai.memoturn.client.testing.ReceivedRequest;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import ai.memoturn.client.transcript.Transcript;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Generated names of every kind: each arrives as exactly that, or nothing is sent.
 */
class IdentifierPropertyTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.retry(RetrySettings.off())
		.build();

	static {
		server.forgetRequests();
		server.answer(IdentifierPropertyTests::echo);
	}

	@AfterContainer
	static void close() {
		client.close();
		server.close();
	}

	@Property(tries = 8_000, shrinking = ShrinkingMode.BOUNDED)
	void idShouldArriveAsItIsOrNotAtAll(@ForAll("texts") String id) {
		check(isSegment(id), id, () -> client.memory("acme", "alice").get(id).orElseThrow().id());
	}

	@Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
	void profileShouldArriveAsItIsOrNotAtAll(@ForAll("names") String name) {
		check(isName(name), name, () -> client.memory("acme", name).get("x").orElseThrow().summary());
	}

	@Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
	void branchShouldArriveAsItIsOrNotAtAll(@ForAll("texts") String branch) {
		check(isBranch(branch), branch,
				() -> client.memory("acme", "alice").onBranch(branch).get("x").orElseThrow().keywords());
		check(isBranch(branch), "acme--alice@" + branch,
				() -> database(client.memory("acme", "alice").onBranch(branch).transcript("s")));
	}

	@Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
	void databaseShouldArriveAsItIsOrNotAtAll(@ForAll("databases") String name) {
		if (name.indexOf('@') < 0) {
			check(isDatabase(name), name, () -> database(client.database(name).transcript("s")));
		}
		check(isDatabase(name), name + "@b", () -> database(client.database(name + "@b").transcript("s")));
	}

	@Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
	void sessionShouldArriveAsItIsOrNotAtAll(@ForAll("texts") String session) {
		check(isSegment(session), session,
				() -> client.database("plain@b").transcript(session).window().turns().get(0).contentAs(String.class));
	}

	@Provide
	Arbitrary<String> texts() {
		return Arbitraries.oneOf(Arbitraries.of(HostileTexts.ALL), Arbitraries.strings().ofMaxLength(24),
				Arbitraries.strings().withChars("./%\\@?#&+;=:{}~ ab\u00e9\ud800\udc00").ofMaxLength(8));
	}

	@Provide
	Arbitrary<String> names() {
		return Arbitraries.oneOf(Arbitraries.of(HostileTexts.ALL),
				Arbitraries.strings().withChars("abz019_-").ofMinLength(1).ofMaxLength(66),
				Arbitraries.strings().withChars("az09_-A. \u00e9@/%").ofMaxLength(4));
	}

	@Provide
	Arbitrary<String> databases() {
		return Arbitraries.oneOf(texts(), Combinators.combine(names(), names()).as((a, b) -> a + "--" + b));
	}

	private static String database(Transcript transcript) {
		return transcript.window().turns().get(0).role();
	}

	private static void check(boolean valid, String expected, Supplier<@Nullable String> call) {
		if (valid) {
			assertThat(call.get()).isEqualTo(expected);
			return;
		}
		int before = server.connections();
		assertThatIllegalArgumentException().isThrownBy(call::get);
		assertThat(server.connections()).isEqualTo(before);
	}

	// Answers a memory, or a turn, that repeats what the server understood.
	private static Reply echo(ReceivedRequest request) {
		String[] segments = request.path().split("/", -1);
		if (segments.length == 7 && segments[2].equals("db")
				&& request.target()
					.matches("/v1/db/[A-Za-z0-9._~%-]+(@[A-Za-z0-9._~%-]+)?/memory/[^/?@]+/turns\\?last=20")
				&& !segments[3].contains("%40")) {
			return Reply.json(200, JSON.writeValueAsString(Map.of("turns", List
				.of(Map.of("seq", 1, "role", decode(segments[3]), "content", decode(segments[5]), "created_at", 1)))));
		}
		if (segments.length != 7 || !request.target().matches("[A-Za-z0-9._~%/?=-]+")) {
			return Reply.json(400, "{\"error\":\"not as it should be\",\"code\":\"invalid_request\"}");
		}
		String query = request.target().contains("?branch=") ? request.target().split("\\?branch=", 2)[1] : "";
		return Reply.json(200, JSON.writeValueAsString(Map.of("id", decode(segments[6]), "type", "fact", "summary",
				decode(segments[4]), "keywords", decode(query), "created_at", 1, "supersedes", new ArrayList<>())));
	}

	private static String decode(String segment) {
		return URLDecoder.decode(segment, StandardCharsets.UTF_8);
	}

	private static boolean isSegment(String text) {
		return !text.isEmpty() && !text.equals(".") && !text.equals("..") && isUnicode(text);
	}

	private static boolean isBranch(String text) {
		return isSegment(text) && text.chars().noneMatch((c) -> "/\\@".indexOf(c) >= 0 || Character.isISOControl(c));
	}

	private static boolean isDatabase(String text) {
		String[] parts = text.split("--", 2);
		return isSegment(text) && text.chars().noneMatch((c) -> "/@".indexOf(c) >= 0 || Character.isISOControl(c))
				&& (parts.length == 1 || (isName(parts[0]) && isName(parts[1])));
	}

	private static boolean isUnicode(String text) {
		return StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

	// The rule of the protocol, character by character.
	private static boolean isName(String name) {
		if (name.isEmpty() || name.length() > 64) {
			return false;
		}
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
			boolean dash = c == '-' && i > 0 && i < name.length() - 1 && name.charAt(i - 1) != '-';
			if (!alphanumeric && !dash && !(c == '_' && i > 0)) {
				return false;
			}
		}
		return true;
	}

}
