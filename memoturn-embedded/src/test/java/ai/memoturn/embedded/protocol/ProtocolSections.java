package ai.memoturn.embedded.protocol;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The listed sections, the tests that name them, and what does not fit.
 */
final class ProtocolSections {

	private static final String UNTESTED = "untested: ";

	private static final String BEYOND = "beyond: ";

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	private final List<String> problems = new ArrayList<>();

	/**
	 * Match sections with tests.
	 * @param lines the list of sections: {@code section | title}, then
	 * {@code | untested:} and why there is no test, or {@code | beyond:} and what the
	 * tests do not reach; empty lines and those that start with {@code #} count for
	 * nothing
	 * @param classes where tests may be
	 */
	ProtocolSections(List<String> lines, Collection<Class<?>> classes) {
		for (String line : lines) {
			if (!line.isBlank() && !line.startsWith("#")) {
				list(line);
			}
		}
		for (Class<?> type : classes) {
			annotated(type);
		}
		this.entries.forEach(this::checkEntry);
	}

	private void list(String line) {
		String[] cells = line.split(" \\| ", -1);
		String remark = (cells.length == 3) ? cells[2] : null;
		boolean known = remark == null || isMeaningful(remark, UNTESTED) || isMeaningful(remark, BEYOND);
		if (cells.length < 2 || cells.length > 3 || cells[1].isBlank() || !known) {
			this.problems.add("not a line of the list: " + line);
		}
		else if (this.entries.putIfAbsent(cells[0], new Entry(cells[1], remark, new TreeSet<>())) != null) {
			this.problems.add(cells[0] + " is listed twice");
		}
	}

	private static boolean isMeaningful(String remark, String start) {
		return remark.startsWith(start) && !remark.substring(start.length()).isBlank();
	}

	private void annotated(Class<?> type) {
		boolean anyTest = false;
		for (Method method : type.getDeclaredMethods()) {
			boolean test = isTest(method);
			anyTest = anyTest || test;
			prove(method.getAnnotation(Section.class), type.getSimpleName() + "." + method.getName(), test);
		}
		prove(type.getAnnotation(Section.class), type.getSimpleName(), anyTest);
	}

	/**
	 * What is neither in a class that the build runs nor seen by an engine proves
	 * nothing.
	 */
	private static boolean isTest(Method method) {
		Class<?> outermost = method.getDeclaringClass();
		for (Class<?> outer = outermost; outer != null; outer = outer.getEnclosingClass()) {
			outermost = outer;
		}
		return outermost.getSimpleName().endsWith("Tests")
				&& !Modifier.isAbstract(method.getDeclaringClass().getModifiers())
				&& AnnotationSupport.isAnnotated(method, Testable.class);
	}

	private void prove(@Nullable Section annotation, String name, boolean test) {
		if (annotation == null) {
			return;
		}
		if (!test) {
			this.problems.add(name + " names sections and is not a test");
			return;
		}
		for (String section : annotation.value()) {
			Entry entry = this.entries.get(section);
			if (entry == null) {
				this.problems.add(name + " names the unlisted section '" + section + "'");
			}
			else if (!entry.tests().add(name)) {
				this.problems.add(name + " names " + section + " twice");
			}
		}
	}

	private void checkEntry(String section, Entry entry) {
		if (entry.isUntested() && !entry.tests().isEmpty()) {
			this.problems.add(section + " has a reason for being untested and tests: " + entry.tests());
		}
		if (!entry.isUntested() && entry.tests().isEmpty()) {
			this.problems.add(section + " has neither a test nor a reason why there is none");
		}
	}

	/** Return what does not fit, a sentence each. */
	List<String> problems() {
		return this.problems;
	}

	/** Return the table of sections and tests, in Markdown. */
	String table() {
		StringBuilder table = new StringBuilder("# Sections of the protocol and the tests that prove them\n\n");
		long untested = this.entries.values().stream().filter(Entry::isUntested).count();
		table.append(this.entries.size()).append(" sections, ").append(untested).append(" of them without a test.\n\n");
		table.append("| section | title | tests | names |\n|---|---|---|---|\n");
		this.entries.forEach((section, entry) -> {
			List<String> parts = new ArrayList<>(entry.tests().stream().map((test) -> '`' + test + '`').toList());
			if (entry.remark() != null) {
				parts.add(entry.remark());
			}
			table.append("| ")
				.append(section)
				.append(" | ")
				.append(entry.title())
				.append(" | ")
				.append(entry.tests().size())
				.append(" | ")
				.append(String.join("<br>", parts))
				.append(" |\n");
		});
		return table.toString();
	}

	/**
	 * A section.
	 *
	 * @param title its title
	 * @param remark why it is untested or what the tests do not reach, with the word that
	 * says which
	 * @param tests the tests that name it
	 */
	private record Entry(String title, @Nullable String remark, TreeSet<String> tests) {

		private boolean isUntested() {
			return this.remark != null && this.remark.startsWith(UNTESTED);
		}

	}

}
