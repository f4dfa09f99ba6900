package ai.memoturn.embedded.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every section of the protocol that the node serves has a test or a reason why it has
 * none. The table goes to {@code target/protocol-sections.md}.
 */
class ProtocolSectionsTests {

	private static final Path TABLE = Path.of("target", "protocol-sections.md");

	@Test
	void everySectionShouldHaveATestOrAReason() throws IOException, URISyntaxException {
		ProtocolSections sections = new ProtocolSections(listed(), testClasses());
		Files.createDirectories(TABLE.toAbsolutePath().getParent());
		Files.writeString(TABLE, sections.table());
		assertThat(sections.problems()).isEmpty();
	}

	private static List<String> listed() throws IOException {
		try (InputStream in = Objects
			.requireNonNull(ProtocolSectionsTests.class.getResourceAsStream("protocol-sections.txt"))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
	}

	/** Those of this module, without the samples below. */
	private static List<Class<?>> testClasses() throws URISyntaxException {
		List<Class<?>> classes = ReflectionSupport.findAllClassesInClasspathRoot(
				ProtocolSectionsTests.class.getProtectionDomain().getCodeSource().getLocation().toURI(),
				(type) -> type.getEnclosingClass() != ProtocolSectionsTests.class, (name) -> true);
		assertThat(classes).contains(ProtocolSectionsTests.class);
		return classes;
	}

	private static List<String> problems(Class<?> type, String... lines) {
		return new ProtocolSections(List.of(lines), List.of(type)).problems();
	}

	@Test
	void whenEverySectionHasWhatItNeedsThenNothingIsWrong() {
		ProtocolSections sections = new ProtocolSections(List.of("# comment", "", "memory 1 | One", "memory 2 | Two",
				"memory 3 | Three | untested: comes later", "memory 4 | Four | beyond: the rest"),
				List.of(Sample.class));
		assertThat(sections.problems()).isEmpty();
		assertThat(sections.table()).contains("4 sections, 1 of them without a test.",
				"| memory 1 | One | 1 | `Sample.test` |\n", "| memory 3 | Three | 0 | untested: comes later |\n",
				"| memory 4 | Four | 1 | `Sample`<br>beyond: the rest |\n");
	}

	@Test
	void whenSectionHasNeitherTestNorReasonThenSaid() {
		assertThat(problems(Sample.class, "memory 1 | One", "memory 2 | Two", "memory 4 | Four", "memory 5 | Five",
				"memory 6 | Six | beyond: everything"))
			.containsExactly("memory 5 has neither a test nor a reason why there is none",
					"memory 6 has neither a test nor a reason why there is none");
	}

	@Test
	void whenSectionHasTestAndReasonThenSaid() {
		assertThat(problems(Sample.class, "memory 1 | One | untested: why", "memory 2 | Two", "memory 4 | Four"))
			.containsExactly("memory 1 has a reason for being untested and tests: [Sample.test]");
	}

	@Test
	void whenSectionIsNotListedThenSaid() {
		assertThat(problems(Sample.class, "memory 1 | One", "memory 4 | Four"))
			.containsExactly("Sample.test names the unlisted section 'memory 2'");
	}

	@Test
	void whenWhatIsAnnotatedIsNoTestThenSaid() {
		assertThat(problems(NoTest.class, "memory 1 | One | untested: why")).containsExactlyInAnyOrder(
				"NoTest.helper names sections and is not a test", "NoTest names sections and is not a test");
	}

	@Test
	void whenListIsMalformedThenSaid() {
		assertThat(problems(String.class, "memory 1", "memory 2 | Two | why", "memory 3 | Three | untested: ",
				"memory 4 | Four | untested: a", "memory 4 | Four | untested: b"))
			.containsExactly("not a line of the list: memory 1", "not a line of the list: memory 2 | Two | why",
					"not a line of the list: memory 3 | Three | untested: ", "memory 4 is listed twice");
	}

	@Section("memory 4")
	static class Sample {

		@Test
		@Section({ "memory 1", "memory 2" })
		void test() {
		}

	}

	@Section("memory 1")
	static class NoTest {

		@Section("memory 1")
		void helper() {
		}

	}

}
