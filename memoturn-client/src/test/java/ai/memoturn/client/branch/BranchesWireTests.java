package ai.memoturn.client.branch;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.memory.MemoryProfile;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What branches put on the wire, byte for byte, and what is made of what comes back; for
 * profiles, and for databases as such.
 */
class BranchesWireTests {

	private static final DatabaseWire wire = new DatabaseWire();

	@AfterAll
	static void close() {
		wire.close();
	}

	static Stream<Arguments> requests() {
		return Stream.of("", "@draft", "@main").flatMap((on) -> {
			String branch = on.isEmpty() ? "main" : on.substring(1);
			String from = on.equals("@draft") ? ",\"from\":\"draft\"" : "";
			return ExpectedRequest
				.onBothFaces(
						request("POST", "/branches", "{\"name\":\"exp\"" + from + ",\"ttl\":3600}",
								(db) -> db.fork("exp", Duration.ofHours(1))),
						request("POST", "/branches", "{\"name\":\"b +é\"" + from + "}", (db) -> db.fork("b +é")),
						request("POST", "/branches", "{\"name\":\"x\"" + from + ",\"ttl\":0}",
								(db) -> db.fork("x", Duration.ZERO)),
						request("GET", "/branches", "", (db) -> db.branches()),
						request("DELETE", "/branches/b%20%2B%C3%A9%25", "", (db) -> db.deleteBranch("b +é%")),
						request("POST", "/branches/" + branch + "/checkpoint", "{\"name\":\"before é/@\"}",
								(db) -> db.checkpoint("before é/@")),
						request("POST", "/branches/" + branch + "/rewind", "{\"to\":\"before é/@\"}",
								(db) -> db.rewind("before é/@")),
						request("POST", "/branches/" + branch + "/rewind", "{\"to\":\"0\"}", (db) -> db.rewind(0)),
						request("POST", "/branches/" + branch + "/rewind", "{\"to\":\"9223372036854775807\"}",
								(db) -> db.rewind(Long.MAX_VALUE)))
				.map((arguments) -> Arguments.of(arguments.get()[0], arguments.get()[1], on));
		});
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldConcernTheBranchOfItsHandle(Face face, ExpectedRequest<MemoturnDatabase> expected, String on) {
		wire.server().reply(Reply.close());
		MemoturnDatabase database = face.of(wire.client()).database("acme--alice" + on);
		assertThatThrownBy(() -> expected.call().accept(database)).isNotNull();
		expected.check(wire.server().lastRequest(), "/v1/db/acme--alice", "");
		assertThat(wire.server().lastRequest().header("authorization")).contains("Bearer t-0");
	}

	@ParameterizedTest
	@EnumSource
	void aProfileShouldSayTheSame(Face face) {
		MemoryProfile main = face.memory(wire.client());
		MemoryProfile draft = main.onBranch("draft");
		sends("POST /v1/db/acme--alice/branches/main/checkpoint {\"name\":\"a\"}", () -> main.checkpoint("a"));
		sends("POST /v1/db/acme--alice/branches/draft/checkpoint {\"name\":\"a\"}", () -> draft.checkpoint("a"));
		sends("POST /v1/db/acme--alice/branches/main/rewind {\"to\":\"a\"}", () -> main.rewind("a"));
		sends("POST /v1/db/acme--alice/branches/draft/rewind {\"to\":\"5\"}", () -> draft.rewind(5));
		sends("POST /v1/db/acme--alice/branches {\"name\":\"x\"}", () -> main.fork("x"));
		sends("POST /v1/db/acme--alice/branches {\"name\":\"x\",\"from\":\"draft\",\"ttl\":60}",
				() -> draft.fork("x", Duration.ofMinutes(1)));
		sends("GET /v1/db/acme--alice/branches ", draft::branches);
		sends("DELETE /v1/db/acme--alice/branches/draft ", () -> draft.deleteBranch("draft"));
	}

	@ParameterizedTest
	@EnumSource
	void syncShouldAddressTheBranchOfItsHandle(Face face) {
		wire.check(face, request("POST", "/sync", "", MemoturnDatabase::sync));
	}

	@ParameterizedTest
	@EnumSource
	void answersShouldBecomeValues(Face face) {
		MemoturnDatabase db = wire.database(face);
		String forked = "{\"branch\":\"exp\",\"parent\":\"draft\",\"fork_txid\":12,\"ttl_at\":null,"
				+ "\"spec\":\"acme--alice@exp\",\"more\":1}";
		wire.answer(201, forked);
		assertThat(db.fork("exp")).returns("exp", MemoturnDatabase::branch)
			.returns("acme--alice", MemoturnDatabase::name)
			.hasToString(db.onBranch("exp").toString());
		MemoryProfile profile = face.memory(wire.client()).fork("exp", Duration.ofHours(1));
		assertThat(profile).returns("exp", MemoryProfile::branch).returns("alice", MemoryProfile::profile);
		wire.answer(201, forked.replace("\"branch\":\"exp\"", "\"branch\":\"other\""));
		assertThatExceptionOfType(UnknownOutcomeException.class).isThrownBy(() -> db.fork("exp"));
		for (String code : new String[] { "conflict", "already_exists" }) {
			wire.answer(409, "{\"error\":\"x\",\"code\":\"" + code + "\"}");
			assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> db.fork("exp"));
		}

		wire.answer(200, "{\"branches\":[{\"db_name\":\"acme--alice\",\"branch\":\"a\",\"ttl_at\":7,\"created_at\":5},"
				+ "{\"db_name\":\"acme--alice\",\"branch\":\"b/c\",\"ttl_at\":null,\"created_at\":6,\"more\":1}]}");
		assertThat(db.branches()).containsExactly(new BranchInfo("a", Instant.ofEpochMilli(5), Instant.ofEpochMilli(7)),
				new BranchInfo("b/c", Instant.ofEpochMilli(6), null));

		wire.answer(200, "{\"checkpoint\":\"a\",\"txid\":7}", "Memoturn-Txid: 7");
		assertThat(db.checkpoint("a")).isEqualTo(new Checkpoint("a", 7));
		wire.answer(200, "{\"rewound_to\":7,\"epoch\":2}", "Memoturn-Txid: 7");
		assertThat(db.rewind("a")).isEqualTo(new RewindResult(7, 2));
		assertThat(db.rewind(7)).isEqualTo(new RewindResult(7, 2));
		wire.answer(200, "{\"txid\":7}");
		assertThat(db.sync()).isEqualTo(7);
	}

	@ParameterizedTest
	@EnumSource
	void deletingAnAbsentBranchShouldSucceed(Face face) {
		MemoturnDatabase db = wire.database(face);
		wire.server().reply(Reply.of(204, "", ""));
		db.deleteBranch("exp");
		wire.answer(404, "{\"error\":\"x\",\"code\":\"branch_not_found\"}");
		db.deleteBranch("exp");
		wire.answer(404, "{\"error\":\"x\",\"code\":\"database_not_found\"}");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> db.deleteBranch("exp"))
			.returns("database_not_found", MemoturnException::code);
		wire.server().reply(Reply.of(404, "", ""));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> db.deleteBranch("exp"));
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		return Stream.concat(
				Stream.of("", ".", "..", "main", "a/b", "a\\b", "a@b", "a\u0000", "a\n", "\ud800", null)
					.flatMap((name) -> Stream.of(bad("branch", (db) -> db.fork(name)),
							bad("branch", (db) -> db.deleteBranch(name)))),
				Stream.of(bad("ttl", (db) -> db.fork("x", Duration.ofSeconds(-1))),
						bad("ttl", (db) -> db.fork("x", Duration.ofMillis(1))),
						bad("ttl", (db) -> db.fork("x", Duration.ofDays(36_501))),
						bad("name", (db) -> db.checkpoint("")), bad("name", (db) -> db.checkpoint(null)),
						bad("name", (db) -> db.checkpoint("\ud800")), bad("checkpoint", (db) -> db.rewind(" ")),
						bad("checkpoint", (db) -> db.rewind((String) null)), bad("txid", (db) -> db.rewind(-1))));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<MemoturnDatabase> call) {
		wire.checkRefused(name, call);
	}

	private static void sends(String request, Runnable call) {
		wire.server().reply(Reply.close());
		assertThatThrownBy(call::run).isNotNull();
		assertThat(wire.server().lastRequest())
			.extracting((sent) -> sent.method() + " " + sent.target() + " " + sent.body())
			.isEqualTo(request);
	}

}
