package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import ai.memoturn.embedded.access.AccessRule;
import ai.memoturn.embedded.access.AccessTable;
import ai.memoturn.embedded.access.ProtocolRoutes;
import ai.memoturn.embedded.access.ProtocolRoutes.ProtocolRoute;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * No route without a row in the table of access, no row that says anything but the
 * document: promise J2.
 */
class RoutesAreGuardedTests {

	private static List<String> segments(String template) {
		return List.of(template.substring(1).split("/"));
	}

	@Test
	@Section("trust 1.5")
	void whenRouteIsNotInTheTableThenNoNodeStarts() {
		Route known = Route.get("/v1/memory/{ns}/{profile}/sessions", RoutesAreGuardedTests::answer);
		Route unknown = Route.get("/v1/memory/{ns}/{profile}/secrets", RoutesAreGuardedTests::answer);
		assertThat(NodeServer.guarded(List.of(known))).containsExactly(known);
		assertThatIllegalStateException().isThrownBy(() -> NodeServer.guarded(List.of(known, unknown)))
			.withMessageContaining("/v1/memory/{ns}/{profile}/secrets");
	}

	@Test
	@Section({ "trust 1.11", "control 12.2" })
	void whenControlRouteDoesNotShareTheBudgetThenNoNodeStarts() {
		Route route = Route.get("/v1/databases", RoutesAreGuardedTests::answer);
		assertThat(NodeServer.guarded(List.of(route.asControl()))).hasSize(1);
		assertThatIllegalStateException().isThrownBy(() -> NodeServer.guarded(List.of(route)));
		Route data = Route.get("/v1/db/{database}/sql", RoutesAreGuardedTests::answer);
		assertThatIllegalStateException().isThrownBy(() -> NodeServer.guarded(List.of(data.asControl())));
	}

	private static Reply answer(Request request) {
		return Reply.empty(200);
	}

	@Test
	@Section({ "trust 1.5", "database 2.1" })
	void theTableShouldSayWhatTheDocumentSays() {
		assertThat(ProtocolRoutes.all()).hasSizeGreaterThan(40).allSatisfy((listed) -> {
			for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE")) {
				if (listed.covers(method)) {
					assertThat(AccessTable.rule(method, segments(listed.template()))).as(listed.toString())
						.isEqualTo(rule(listed));
				}
			}
		});
	}

	/** So that the matrix of access asks them all. */
	@Test
	@Section({ "trust 1.5", "database 2.1" })
	void everyRouteOfTheNodeShouldBeInTheDocument(@TempDir Path directory) {
		try (NodeStore store = NodeStore.open(directory, StoreOptions.defaults());
				OpenServices open = new OpenServices(store, directory)) {
			assertThat(NodeServer.routes(open.services())).hasSizeGreaterThan(35)
				.allSatisfy((route) -> assertThat(ProtocolRoutes.all()).as(route.template())
					.anyMatch((listed) -> listed.covers(route.method().name())
							&& shape(listed.template()).equals(shape(route.template()))));
		}
	}

	private static String shape(String template) {
		return template.replaceAll("\\{[^/]*}", "{}");
	}

	private static AccessRule rule(ProtocolRoute listed) {
		return AccessRule.valueOf(listed.rule().toUpperCase(Locale.ROOT).replace(' ', '_'));
	}

}
