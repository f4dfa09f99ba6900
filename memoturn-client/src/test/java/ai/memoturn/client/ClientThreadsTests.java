package ai.memoturn.client;

import java.util.List;

import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@Isolated("counts the threads of the process")
class ClientThreadsTests {

	@Test
	void makingAClientShouldStartNoThread() {
		try (MemoturnClient client = MemoturnClient.builder().url("http://localhost:1").build()) {
			assertThat(client.reactive().memory("acme", "alice").recall("x")).isNotNull();
			assertThat(threads()).isEmpty();
		}
	}

	@Test
	void closingShouldEndTheThreads() {
		try (ScriptedServer server = new ScriptedServer(Reply.of(200, "text/plain", "ok"))) {
			try (MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
				client.ping();
				assertThat(threads()).isNotEmpty();
			}
			ScriptedServer.await("threads ended", () -> threads().isEmpty());
		}
	}

	@Test
	void theClientShouldShareNoThreadsWithOthers() {
		try (ScriptedServer server = new ScriptedServer(Reply.of(200, "text/plain", "ok"));
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			client.ping();
			assertThat(Thread.getAllStackTraces().keySet())
				.noneMatch((thread) -> thread.getName().startsWith("reactor-http"));
		}
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("memoturn-client-"))
			.toList();
	}

}
