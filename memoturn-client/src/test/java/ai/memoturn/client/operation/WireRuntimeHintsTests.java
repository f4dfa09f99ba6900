package ai.memoturn.client.operation;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.memory.IngestStatus;
import ai.memoturn.client.memory.Memory;
import ai.memoturn.client.memory.MemoryType;
import ai.memoturn.client.memory.RecallChannel;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WireRuntimeHints}.
 */
class WireRuntimeHintsTests {

	private final RuntimeHints hints = hints();

	private static RuntimeHints hints() {
		RuntimeHints hints = new RuntimeHints();
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).filteredOn((registrar) -> registrar instanceof WireRuntimeHints)
			.singleElement()
			.satisfies((registrar) -> registrar.registerHints(hints, WireRuntimeHintsTests.class.getClassLoader()));
		return hints;
	}

	@Test
	void everyTypeThatMayBeJsonShouldBeUsableByReflection() throws Exception {
		List<Class<?>> types = compiledClasses().stream()
			.filter((type) -> type.isRecord() || type.isEnum() || isJackson(type))
			.toList();
		assertThat(types).hasSizeGreaterThan(80).contains(Memory.class, MemoryType.class, TokenScope.class);
		assertThat(types).allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection()
			.onType(type)
			.withMemberCategories(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS,
					MemberCategory.ACCESS_DECLARED_FIELDS))
			.as(type.getName())
			.accepts(this.hints));
	}

	@Test
	void typesThatAreReadByTheirOwnRulesShouldBeAmongThem() {
		assertThat(List.of(MemoryType.class, RecallChannel.class, IngestStatus.class, AuditEvent.class,
				Answer.Envelope.class))
			.allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(this.hints));
		assertThat(RuntimeHintsPredicates.reflection().onType(Transport.class)).rejects(this.hints);
	}

	private static boolean isJackson(Class<?> type) {
		List<AnnotatedElement> members = new ArrayList<>(List.of(type.getDeclaredMethods()));
		members.addAll(List.of(type.getDeclaredConstructors()));
		return members.stream()
			.flatMap((member) -> Stream.of(member.getDeclaredAnnotations()))
			.map(Annotation::annotationType)
			.anyMatch((annotation) -> annotation.getName().startsWith("com.fasterxml.jackson."));
	}

	private static List<Class<?>> compiledClasses() throws Exception {
		Path root = Path.of(Operation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		List<Class<?>> classes = new ArrayList<>();
		try (Stream<Path> files = Files.walk(root)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
				String name = root.relativize(file).toString().replace('/', '.');
				if (!name.endsWith("package-info.class")) {
					classes.add(Class.forName(name.substring(0, name.length() - ".class".length())));
				}
			}
		}
		return classes;
	}

}
