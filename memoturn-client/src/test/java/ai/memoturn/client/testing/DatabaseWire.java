package ai.memoturn.client.testing;

import java.util.List;
import java.util.function.Consumer;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.options.RetrySettings;
import org.junit.jupiter.params.provider.Arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A scripted server and a client of it, for tests of what a database puts on the wire.
 */
public final class DatabaseWire implements AutoCloseable {

	private final ScriptedServer server = new ScriptedServer(Reply.close());

	private final MemoturnClient client = MemoturnClient.builder()
		.url(this.server.url())
		.token("t-0")
		.platformKey("k-0")
		.retry(RetrySettings.off())
		.build();

	/**
	 * Return a handle on the database that the tests use.
	 * @param face the face
	 * @return the database, on a branch
	 */
	public MemoturnDatabase database(Face face) {
		return face.of(this.client).database("acme--alice@draft");
	}

	public MemoturnClient client() {
		return this.client;
	}

	public ScriptedServer server() {
		return this.server;
	}

	/**
	 * Check that a request goes to the branch that its handle addresses.
	 * @param face the face
	 * @param expected the request
	 */
	public void check(Face face, ExpectedRequest<MemoturnDatabase> expected) {
		MemoturnClient seen = face.of(this.client);
		check(expected, seen.database("acme--alice"), "acme--alice");
		check(expected, seen.database("acme--alice@draft"), "acme--alice@draft");
		check(expected, seen.database("My Notes.v2@x").onBranch("b +&ü%"), "My%20Notes.v2@b%20%2B%26%C3%BC%25");
	}

	private void check(ExpectedRequest<MemoturnDatabase> expected, MemoturnDatabase database, String spec) {
		this.server.reply(Reply.close());
		assertThatThrownBy(() -> expected.call().accept(database)).isNotNull();
		expected.check(this.server.lastRequest(), "/v1/db/" + spec, "");
		assertThat(this.server.lastRequest().header("authorization")).contains("Bearer t-0");
	}

	/**
	 * Check that a call is refused on both faces, before anything is sent.
	 * @param name what the message must name
	 * @param call the call
	 */
	public void checkRefused(String name, Consumer<MemoturnDatabase> call) {
		for (Face face : Face.values()) {
			int before = this.server.connections() + this.server.requests().size();
			assertThatIllegalArgumentException().isThrownBy(() -> call.accept(database(face)))
				.withMessageContaining(name)
				.withNoCause();
			assertThat(this.server.connections() + this.server.requests().size()).isEqualTo(before);
		}
	}

	public void answer(int status, String body, String... headers) {
		this.server.reply(Reply.of(status, "application/json", body, headers));
	}

	public static ExpectedRequest<MemoturnDatabase> request(String method, String path, String body,
			Consumer<MemoturnDatabase> call) {
		return new ExpectedRequest<>(method, path, body, call);
	}

	/**
	 * A call with a bad argument.
	 * @param name what the message must name
	 * @param call the call
	 * @return the arguments of a test
	 */
	public static Arguments bad(String name, Consumer<MemoturnDatabase> call) {
		return Arguments.of(name, call);
	}

	/** Answers of success that no operation understands. */
	public static List<String> brokenAnswers() {
		return List.of("", "null", "[]", "7", "{\"txid\":", "<html></html>", "{\"txid\":1}x", "{\"txid\":\"1\"}");
	}

	@Override
	public void close() {
		this.client.close();
		this.server.close();
	}

}
