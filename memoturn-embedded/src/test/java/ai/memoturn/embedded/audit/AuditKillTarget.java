package ai.memoturn.embedded.audit;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;

/**
 * The process that {@link AuditKillTests} kills: a node that records every ingest, and
 * somebody who ingests and prints when each was acknowledged.
 */
final class AuditKillTarget {

	private static final int INGESTS = 100_000;

	private AuditKillTarget() {
	}

	public static void main(String[] args) {
		EmbeddedNode node = EmbeddedNode.builder()
			.dataDirectory(Path.of(args[0]))
			.port(0)
			.auditFlushInterval(AuditKillTests.WINDOW)
			.start();
		PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		RawConnection.exchange(new Calls(node.url()).address(), "PUT /v1/namespaces/acme/policy HTTP/1.1\n"
				+ "Content-Type: application/json\n\n{\"policy\":{\"audit\":{\"enabled\":true}}}");
		try (RawConnection connection = new RawConnection(node.url())) {
			for (int i = 0; i < INGESTS; i++) {
				String body = connection.request("POST /v1/memory/acme/alice/memories HTTP/1.1\n"
						+ "Content-Type: application/json\n\n{\"memories\":[{\"type\":\"event\",\"summary\":\"x\",\"content\":\""
						+ args[1] + "-" + i + "\"}]}")
					.answer()
					.body();
				output
					.println(body.replaceFirst(".*\"txid\":([0-9]+)}", "$1") + " " + System.currentTimeMillis() + ".");
			}
		}
	}

}
