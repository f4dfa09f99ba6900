package ai.memoturn.client.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What reading an audit stream puts on the wire, byte for byte, and what is made of what
 * comes back.
 */
class AuditWireTests {

	private static final String SMALL = "{\"v\":1,\"id\":\"evt_1\",\"ts\":5,\"node\":\"n-1\",\"ns\":\"acme\","
			+ "\"action\":\"memory.ingest\",\"outcome\":\"ok\"}";

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.token("t-0")
		.platformKey("k-0")
		.build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	static Stream<Arguments> requests() {
		Consumer<AuditQuery.Builder> all = (q) -> q.from(Instant.ofEpochMilli(1000))
			.to(Instant.ofEpochSecond(2, 999_999_999))
			.action("ai.")
			.profile("alice")
			.outcome(AuditOutcome.DENIED)
			.pageSize(5000)
			.cursor("a+b/=&é");
		String query = "?from=1000&to=2999&action=ai.&profile=alice&outcome=denied&limit=5000"
				+ "&cursor=a%2Bb%2F%3D%26%C3%A9";
		return ExpectedRequest.onBothFaces(request("", (audit) -> audit.page((q) -> {
		})), request(query, (audit) -> audit.page(all)), request(query, (audit) -> audit.pages(all).forEach((page) -> {
		})), request(query, (audit) -> audit.events(all).forEach((event) -> {
		})), request(query, (audit) -> audit.events(AuditQuery.of(all)).forEach((event) -> {
		})), request("?from=-1&action=memory.session_end&outcome=odd%20one",
				(audit) -> audit.page((q) -> q.from(Instant.ofEpochMilli(-1))
					.action(AuditAction.MEMORY_SESSION_END)
					.outcome(AuditOutcome.of("odd one")))),
				request("?limit=2&cursor=c",
						(audit) -> audit.page(AuditQuery.builder().pageSize(2).build().withCursor("c"))),
				request("?limit=2",
						(audit) -> audit.page(AuditQuery.builder().pageSize(2).cursor("c").build().withCursor(null))));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<AuditStream> expected) {
		server.reply(Reply.close());
		assertThatThrownBy(() -> expected.call().accept(face.of(client).audit("acme"))).isNotNull();
		expected.check(server.lastRequest(), "/v1/namespaces/acme/audit", "");
		assertThat(server.lastRequest().header("authorization")).contains("Bearer k-0");
	}

	@ParameterizedTest
	@EnumSource
	void tokenShouldServeWhereThereIsNoPlatformKey(Face face) {
		server.reply(Reply.json(200, page(SMALL, "null", true)));
		try (MemoturnClient other = MemoturnClient.builder().url(server.url()).token("t-1").build()) {
			assertThat(face.of(other).audit("acme").events((q) -> {
			})).hasSize(1);
		}
		assertThat(server.lastRequest().header("authorization")).contains("Bearer t-1");
	}

	@ParameterizedTest
	@EnumSource
	void eventShouldBecomeAValue(Face face) {
		AuditStream audit = face.of(client).audit("acme");
		server.reply(Reply.json(200, page(SMALL
				+ ",{\"v\":2,\"id\":\"evt_2\",\"ts\":1781136000001,\"node\":\"n-2\",\"ns\":\"acme\",\"profile\":\"alice\","
				+ "\"branch\":\"main\",\"action\":\"ai.dream\",\"resource\":\"r\",\"outcome\":\"odd\",\"txid\":7,\"count\":3,"
				+ "\"actor\":{\"kind\":\"token\",\"token_hash\":\"3ad858736d2c5dc5\",\"scope\":\"write\",\"iat\":1700000000,"
				+ "\"claim_ns\":\"acme\",\"claim_db\":\"acme--alice\",\"ip\":\"::1\"},\"egress\":{\"provider\":\"p\","
				+ "\"model\":\"m\",\"endpoint_host\":\"h\",\"self_hosted\":true,\"input_items\":1,\"input_bytes\":2,"
				+ "\"output_items\":3,\"duration_ms\":4,\"cost\":0.5},\"error\":\"e\",\"more\":{\"a\":[null]},\"z\":null}",
				"\"next\"", false)));
		AuditPage page = audit.page((q) -> {
		});
		assertThat(page).returns("next", AuditPage::nextCursor).returns(false, AuditPage::complete);
		assertThat(page.hasNext()).isTrue();
		AuditEvent small = page.events().get(0);
		assertThat(small).isEqualTo(new AuditEvent(1, "evt_1", Instant.ofEpochMilli(5), "n-1", "acme", null, null,
				AuditAction.MEMORY_INGEST, null, AuditOutcome.OK, null, null, null, null, null, Map.of()));
		AuditEvent event = page.events().get(1);
		assertThat(event).returns(2, AuditEvent::version)
			.returns("evt_2", AuditEvent::id)
			.returns(Instant.ofEpochMilli(1781136000001L), AuditEvent::time)
			.returns("n-2", AuditEvent::node)
			.returns("acme", AuditEvent::namespace)
			.returns("alice", AuditEvent::profile)
			.returns("main", AuditEvent::branch)
			.returns(AuditAction.of("ai.dream"), AuditEvent::action)
			.returns("r", AuditEvent::resource)
			.returns(AuditOutcome.of("odd"), AuditEvent::outcome)
			.returns(7L, AuditEvent::txid)
			.returns(3L, AuditEvent::count)
			.returns(
					new AuditActor(AuditActorKind.TOKEN, "3ad858736d2c5dc5", TokenScope.WRITE,
							Instant.ofEpochSecond(1_700_000_000), "acme", "acme--alice", Map.of("ip", "::1")),
					AuditEvent::actor)
			.returns(new AuditEgress("p", "m", "h", true, 1, 2, 3L, Duration.ofMillis(4), Map.of("cost", 0.5)),
					AuditEvent::egress)
			.returns("e", AuditEvent::error);
		assertThat(event.unknown()).containsOnlyKeys("more", "z").containsEntry("z", null);
		assertThatThrownBy(() -> event.unknown().clear()).isInstanceOf(UnsupportedOperationException.class);
		assertThatThrownBy(() -> page.events().clear()).isInstanceOf(UnsupportedOperationException.class);
		assertThat(event).hasToString("AuditEvent[id=evt_2, node=n-2, action=ai.dream, outcome=odd]");
	}

	@ParameterizedTest
	@EnumSource
	void actorsAndModelCallsShouldDoWithoutWhatIsNotAlwaysThere(Face face) {
		server.reply(Reply.json(200,
				page(SMALL.substring(0, SMALL.length() - 1) + ",\"actor\":{\"kind\":\"platform\"},"
						+ "\"egress\":{\"provider\":\"p\",\"model\":\"m\",\"self_hosted\":false,\"input_items\":1,"
						+ "\"input_bytes\":2,\"duration_ms\":0}}", "null", true)));
		AuditEvent event = face.of(client).audit("acme").page((q) -> {
		}).events().get(0);
		assertThat(event.actor())
			.isEqualTo(new AuditActor(AuditActorKind.PLATFORM, null, null, null, null, null, Map.of()));
		assertThat(event.egress())
			.isEqualTo(new AuditEgress("p", "m", null, false, 1, 2, null, Duration.ZERO, Map.of()));
	}

	static Stream<Arguments> brokenAnswers() {
		return Stream.of("", "null", "[]", "{}", "{\"events\":[],\"next_cursor\":null}", "{\"complete\":true}",
				"{\"events\":[null],\"next_cursor\":null,\"complete\":true}",
				"{\"events\":[],\"next_cursor\":7,\"complete\":true}", page("{}", "null", true),
				page(SMALL.replace("\"id\":\"evt_1\",", ""), "null", true),
				page(SMALL.replace("\"node\":\"n-1\",", ""), "null", true),
				page(SMALL.replace("\"ts\":5,", ""), "null", true), page(SMALL.replace(":5,", ":\"x\","), "null", true),
				page(SMALL.replace("\"v\":1,", ""), "null", true),
				page(SMALL.replace("\"action\":\"memory.ingest\",", ""), "null", true),
				page(SMALL.replace("\"ok\"", "null"), "null", true),
				page(SMALL.replace("\"ok\"", "\"ok\",\"actor\":{}"), "null", true),
				page(SMALL.replace("\"ok\"", "\"ok\",\"egress\":{\"provider\":\"p\"}"), "null", true),
				page(SMALL.replace("\"ok\"", "\"ok\",\"txid\":\"7\""), "null", true))
			.flatMap((answer) -> Stream.of(Face.values()).map((face) -> Arguments.of(face, answer)));
	}

	@ParameterizedTest
	@MethodSource("brokenAnswers")
	void brokenAnswerShouldNotBeTakenForAPage(Face face, String answer) {
		server.reply(Reply.json(200, answer));
		assertThatExceptionOfType(UnavailableException.class)
			.isThrownBy(() -> face.of(client).audit("acme").events((q) -> {
			}).toList())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCodes.UNREADABLE_ANSWER))
			.matches((ex) -> ex.isRetryable());
	}

	@ParameterizedTest
	@EnumSource
	void refusedQueryShouldBeAnInvalidRequest(Face face) {
		server.reply(Reply.json(400, "{\"error\":\"invalid cursor\",\"code\":\"invalid_request\"}"));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> face.of(client).audit("acme").events((q) -> q.cursor("x")).toList())
			.withMessageContaining("invalid cursor")
			.matches((ex) -> !ex.isRetryable());
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		return Stream.of(bad("from", (q) -> q.from(null)), bad("from", (q) -> q.from(Instant.MIN)),
				bad("to", (q) -> q.to(Instant.MAX)),
				bad("from", (q) -> q.from(Instant.ofEpochMilli(2)).to(Instant.ofEpochMilli(1)).build()),
				bad("action", (q) -> q.action("")), bad("action", (q) -> q.action("\ud800")),
				bad("action", (q) -> q.action((String) null)), bad("action", (q) -> q.action((AuditAction) null)),
				bad("action", (q) -> q.action(AuditAction.of(""))), bad("profile", (q) -> q.profile("")),
				bad("profile", (q) -> q.profile("Alice")), bad("outcome", (q) -> q.outcome(null)),
				bad("outcome", (q) -> q.outcome(AuditOutcome.of(""))), bad("pageSize", (q) -> q.pageSize(0)),
				bad("pageSize", (q) -> q.pageSize(-1)), bad("cursor", (q) -> q.cursor("")),
				bad("cursor", (q) -> q.cursor("\udc00")), bad("cursor", (q) -> q.build().withCursor("")));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<AuditQuery.Builder> query) {
		for (Face face : Face.values()) {
			int before = server.requests().size();
			AuditStream audit = face.of(client).audit("acme");
			assertThatIllegalArgumentException().isThrownBy(() -> audit.page(query)).withMessageContaining(name);
			assertThatIllegalArgumentException().isThrownBy(() -> audit.pages(query)).withMessageContaining(name);
			assertThatIllegalArgumentException().isThrownBy(() -> audit.events(query)).withMessageContaining(name);
			assertThat(server.requests()).hasSize(before);
		}
	}

	@ParameterizedTest
	@EnumSource
	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	void badNamespaceAndMissingQueryShouldBeNamed(Face face) {
		MemoturnClient seen = face.of(client);
		int before = server.requests().size();
		for (String namespace : List.of("", "acme--alice", "..", "ACME")) {
			assertThatIllegalArgumentException().isThrownBy(() -> seen.audit(namespace).page((q) -> {
			})).withMessageContaining("namespace");
			assertThatIllegalArgumentException().isThrownBy(() -> seen.audit(namespace).events((q) -> {
			})).withMessageContaining("namespace");
		}
		AuditStream audit = seen.audit("acme");
		AuditQuery none = null;
		assertThatIllegalArgumentException().isThrownBy(() -> audit.page(none)).withMessageContaining("query");
		assertThatIllegalArgumentException().isThrownBy(() -> audit.pages(none)).withMessageContaining("query");
		assertThatIllegalArgumentException().isThrownBy(() -> audit.events(none)).withMessageContaining("query");
		assertThat(server.requests()).hasSize(before);
	}

	@ParameterizedTest
	@EnumSource
	void handleShouldSayWhatItAddresses(Face face) {
		Object handle = (face == Face.BLOCKING) ? client.audit("acme") : client.reactive().audit("acme");
		Object same = (face == Face.BLOCKING) ? client.audit("acme") : client.reactive().audit("acme");
		Object other = (face == Face.BLOCKING) ? client.audit("other") : client.reactive().audit("other");
		assertThat(handle).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
		assertThat(Objects.toString(handle)).endsWith("AuditStream[acme]");
		assertThat(face.of(client).audit("acme").namespace()).isEqualTo("acme");
	}

	private static String page(String events, String cursor, boolean complete) {
		return "{\"events\":[" + events + "],\"next_cursor\":" + cursor + ",\"complete\":" + complete + ",\"more\":1}";
	}

	private static Arguments bad(String name, Consumer<AuditQuery.Builder> query) {
		return Arguments.of(name, query);
	}

	private static ExpectedRequest<AuditStream> request(String query, Consumer<AuditStream> call) {
		return new ExpectedRequest<>("GET", query, "", call);
	}

}
