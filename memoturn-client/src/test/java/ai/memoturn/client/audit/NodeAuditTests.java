package ai.memoturn.client.audit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.policy.Policy;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.GuardedNode;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The audit stream of a real node.
 */
@Timeout(60)
class NodeAuditTests {

	private static final int RECORDED = 6;

	@TempDir
	static Path data;

	@SuppressWarnings("NullAway.Init")
	private static GuardedNode node;

	@BeforeAll
	static void start() {
		node = new GuardedNode(data);
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@ParameterizedTest
	@EnumSource
	void whatWasDoneShouldBeToldInOrder(Face face) {
		String namespace = "told-" + face.ordinal();
		AuditStream audit = face.of(node.operator()).audit(namespace);
		assertThat(audit.events(AuditQuery.builder().build())).isEmpty();
		Instant before = Instant.now().minusSeconds(1);
		node.operator()
			.policies()
			.putNamespace(namespace, Policy.builder().auditEnabled(true).auditIncludeReads(true).build());
		String id;
		try (MemoturnClient client = node.client(node.token(namespace, TokenScope.WRITE))) {
			MemoryProfile memory = face.of(client).memory(namespace, "alice");
			id = memory.ingest(MemoryInput.event("x"), MemoryInput.event("y")).results().get(0).id();
			memory.recall("x");
			assertThat(memory.forget(id)).isTrue();
			memory.endSession("s-1");
		}
		AuditQuery all = AuditQuery.builder().from(before).build();
		ScriptedServer.await("everything is written out", () -> audit.events(all).count() == RECORDED);

		List<AuditEvent> events = audit.events(all).toList();
		assertThat(events).extracting(AuditEvent::action)
			.containsExactly(AuditAction.POLICY_UPDATE, AuditAction.TOKEN_MINT, AuditAction.MEMORY_INGEST,
					AuditAction.MEMORY_RECALL, AuditAction.MEMORY_FORGET, AuditAction.MEMORY_SESSION_END);
		assertThat(events).isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()))
			.allMatch((event) -> event.namespace().equals(namespace) && event.outcome().equals(AuditOutcome.OK))
			.allMatch((event) -> event.version() == 1 && event.unknown().isEmpty());
		assertThat(events).extracting((event) -> event.node() + event.id()).doesNotHaveDuplicates();
		AuditEvent ingest = events.get(2);
		assertThat(ingest).returns("alice", AuditEvent::profile)
			.returns("main", AuditEvent::branch)
			.returns(2L, AuditEvent::count);
		assertThat(ingest.actor()).isNotNull()
			.returns(AuditActorKind.TOKEN, AuditActor::kind)
			.returns(TokenScope.WRITE, AuditActor::scope)
			.returns(namespace, AuditActor::claimNamespace)
			.returns(null, AuditActor::claimDatabase);
		assertThat(events.get(4)).returns(id, AuditEvent::resource);

		for (int size = 1; size <= RECORDED + 1; size++) {
			AuditQuery paged = AuditQuery.builder().from(before).pageSize(size).build();
			assertThat(audit.events(paged)).isEqualTo(events);
			List<AuditEvent> read = new ArrayList<>();
			audit.pages(paged).forEach((page) -> read.addAll(page.events()));
			assertThat(read).isEqualTo(events);
		}
		AuditPage first = audit.page((q) -> q.from(before).pageSize(2));
		assertThat(audit.events((q) -> q.from(before).cursor(String.valueOf(first.nextCursor()))))
			.isEqualTo(events.subList(2, RECORDED));
		assertThat(audit.events((q) -> q.action("memory."))).isEqualTo(events.subList(2, RECORDED));
		assertThat(audit.events((q) -> q.action(AuditAction.TOKEN_MINT))).isEqualTo(events.subList(1, 2));
		assertThat(audit.events((q) -> q.profile("alice"))).isEqualTo(events.subList(2, RECORDED));
		assertThat(audit.events((q) -> q.outcome(AuditOutcome.DENIED))).isEmpty();
		assertThat(audit.events((q) -> q.from(before).to(before))).isEmpty();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> audit.page((q) -> q.cursor("no cursor")));
	}

	@ParameterizedTest
	@EnumSource
	void streamShouldBeForThePlatformKeyAndAdministratorsOfTheNamespace(Face face) {
		AuditQuery all = AuditQuery.builder().build();
		try (MemoturnClient admin = node.client(node.token("acme", TokenScope.ADMIN));
				MemoturnClient writer = node.client(node.token("acme", TokenScope.WRITE))) {
			assertThat(face.of(admin).audit("acme").page(all).complete()).isTrue();
			assertThatExceptionOfType(UnauthorizedException.class)
				.isThrownBy(() -> face.of(admin).audit("other").page(all));
			assertThatExceptionOfType(UnauthorizedException.class)
				.isThrownBy(() -> face.of(writer).audit("acme").page(all));
		}
	}

}
