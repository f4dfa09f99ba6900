package ai.memoturn.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Supplier;

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
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Generated names of every kind: each arrives as exactly that, or nothing is sent.
 */
class IdentifierPropertyTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder().url(server.url()).build();

	static {
		server.forgetRequests();
		server.answer(IdentifierPropertyTests::echo);
	}

	@AfterContainer
	static void close() {
		client.close();
		server.close();
	}

	@Property(tries = 14_000, shrinking = ShrinkingMode.BOUNDED)
	void idShouldArriveAsItIsOrNotAtAll(@ForAll("texts") String id) {
		boolean valid = !id.isEmpty() && !id.equals(".") && !id.equals("..") && isUnicode(id);
		check(valid, id, () -> client.memory("acme", "alice").get(id).orElseThrow().id());
	}

	@Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
	void profileShouldArriveAsItIsOrNotAtAll(@ForAll("names") String name) {
		check(isName(name), name, () -> client.memory("acme", name).get("x").orElseThrow().summary());
	}

	@Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
	void branchShouldArriveAsItIsOrNotAtAll(@ForAll("texts") String branch) {
		boolean valid = !branch.isEmpty() && !branch.equals(".") && !branch.equals("..") && isUnicode(branch)
				&& branch.chars().noneMatch((c) -> "/\\@".indexOf(c) >= 0 || Character.isISOControl(c));
		check(valid, branch, () -> client.memory("acme", "alice").onBranch(branch).get("x").orElseThrow().keywords());
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

	private static void check(boolean valid, String expected, Supplier<String> call) {
		if (valid) {
			assertThat(call.get()).isEqualTo(expected);
			return;
		}
		int before = server.connections();
		assertThatIllegalArgumentException().isThrownBy(call::get);
		assertThat(server.connections()).isEqualTo(before);
	}

	// Answers a memory that repeats what the server understood.
	private static Reply echo(ReceivedRequest request) {
		String[] segments = request.path().split("/", -1);
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
