package ai.memoturn;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.tngtech.archunit.base.DescribedPredicate;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.Rewound;
import ai.memoturn.embedded.store.Versioned;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the design, for the client, the node and the auto-configuration together.
 */
@AnalyzeClasses(packages = "ai.memoturn", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String CLIENT = "ai.memoturn.client..";

	private static final String[] CLIENT_API = { "ai.memoturn.client", "ai.memoturn.client.memory",
			"ai.memoturn.client.transcript", "ai.memoturn.client.transfer", "ai.memoturn.client.database",
			"ai.memoturn.client.document", "ai.memoturn.client.kv", "ai.memoturn.client.vector",
			"ai.memoturn.client.sql", "ai.memoturn.client.branch", "ai.memoturn.client.credential",
			"ai.memoturn.client.token", "ai.memoturn.client.policy", "ai.memoturn.client.audit",
			"ai.memoturn.client.erasure", "ai.memoturn.client.error", "ai.memoturn.client.options",
			"ai.memoturn.client.observation" };

	private static final String NODE = "ai.memoturn.embedded..";

	private static final String BOOT = "ai.memoturn.boot..";

	@ArchTest
	static final ArchRule clientKnowsNeitherNodeNorSpringBoot = noClasses().that()
		.resideInAPackage(CLIENT)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(NODE, BOOT, "org.springframework.boot..", "org.springframework.context..",
				"org.springframework.beans..");

	@ArchTest
	static final ArchRule nodeKnowsNeitherClientNorSpring = noClasses().that()
		.resideInAPackage(NODE)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(CLIENT, BOOT, "org.springframework..");

	@ArchTest
	static final ArchRule bootKnowsTheNodeOnlyByItsPublicApi = noClasses().that()
		.resideInAPackage(BOOT)
		.should()
		.dependOnClassesThat(resideInAnyPackage("ai.memoturn.embedded.*..")
			.and(not(resideInAnyPackage("ai.memoturn.embedded.provider"))));

	@ArchTest
	static final ArchRule bootKnowsTheClientOnlyByItsPublicApi = noClasses().that()
		.resideInAPackage(BOOT)
		.should()
		.dependOnClassesThat(resideInAnyPackage(CLIENT).and(not(resideInAnyPackage(CLIENT_API))));

	@ArchTest
	static final ArchRule nodeIsLayered = layeredArchitecture().consideringOnlyDependenciesInAnyPackage(NODE)
		.layer("program")
		.definedBy("ai.memoturn.embedded")
		.layer("wire")
		.definedBy("ai.memoturn.embedded.wire..")
		.layer("access")
		.definedBy("ai.memoturn.embedded.access..")
		.layer("audit")
		.definedBy("ai.memoturn.embedded.audit..")
		.layer("egress")
		.definedBy("ai.memoturn.embedded.egress..")
		.layer("provider")
		.definedBy("ai.memoturn.embedded.provider..")
		.layer("policy")
		.definedBy("ai.memoturn.embedded.policy..")
		.layer("memory")
		.definedBy("ai.memoturn.embedded.memory..")
		.layer("erasure")
		.definedBy("ai.memoturn.embedded.erasure..")
		.layer("transcript")
		.definedBy("ai.memoturn.embedded.transcript..")
		.layer("document")
		.definedBy("ai.memoturn.embedded.document..")
		.layer("kv")
		.definedBy("ai.memoturn.embedded.kv..")
		.layer("sql")
		.definedBy("ai.memoturn.embedded.sql..")
		.layer("branch")
		.definedBy("ai.memoturn.embedded.branch..")
		.layer("database")
		.definedBy("ai.memoturn.embedded.database..")
		.layer("vector")
		.definedBy("ai.memoturn.embedded.vector..")
		.layer("store")
		.definedBy("ai.memoturn.embedded.store..")
		.whereLayer("program")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("wire")
		.mayOnlyBeAccessedByLayers("program")
		.whereLayer("access")
		.mayOnlyBeAccessedByLayers("program", "wire", "audit", "egress", "erasure")
		.whereLayer("audit")
		.mayOnlyBeAccessedByLayers("program", "wire", "egress", "erasure")
		.whereLayer("egress")
		.mayOnlyBeAccessedByLayers("program", "wire", "memory")
		.whereLayer("provider")
		.mayOnlyBeAccessedByLayers("program", "wire", "egress", "memory")
		.whereLayer("policy")
		.mayOnlyBeAccessedByLayers("program", "wire", "audit", "egress", "memory", "erasure")
		.whereLayer("memory")
		.mayOnlyBeAccessedByLayers("program", "wire", "erasure")
		.whereLayer("erasure")
		.mayOnlyBeAccessedByLayers("program", "wire")
		.whereLayer("transcript")
		.mayOnlyBeAccessedByLayers("program", "wire", "memory")
		.whereLayer("document")
		.mayOnlyBeAccessedByLayers("program", "wire")
		.whereLayer("kv")
		.mayOnlyBeAccessedByLayers("program", "wire")
		.whereLayer("sql")
		.mayOnlyBeAccessedByLayers("program", "wire")
		.whereLayer("branch")
		.mayOnlyBeAccessedByLayers("program", "wire")
		.whereLayer("database")
		.mayOnlyBeAccessedByLayers("program", "wire", "access", "audit", "policy", "memory", "transcript", "document",
				"kv", "sql", "branch", "vector", "erasure")
		.whereLayer("vector")
		.mayOnlyBeAccessedByLayers("program", "wire", "egress", "memory", "transcript")
		.whereLayer("store")
		.mayOnlyBeAccessedByLayers("program", "wire", "audit", "policy", "memory", "transcript", "document", "kv",
				"sql", "branch", "database", "vector", "erasure");

	/**
	 * What services answer with, and nothing that reads or writes; the one class that
	 * makes the services of a store hands it on.
	 */
	@ArchTest
	static final ArchRule wireKnowsNothingOfTheStoreButItsAnswers = noClasses().that()
		.resideInAPackage("ai.memoturn.embedded.wire..")
		.and()
		.doNotHaveSimpleName("NodeServices")
		.should()
		.dependOnClassesThat(resideInAnyPackage("ai.memoturn.embedded.store..").and(not(type(Versioned.class)))
			.and(not(type(Committed.class)))
			.and(not(type(DatabaseEntry.class)))
			.and(not(type(Rewound.class))));

	@ArchTest
	static final ArchRule servicesAndStoreKnowNoHttp = noClasses().that()
		.resideInAnyPackage("ai.memoturn.embedded.access..", "ai.memoturn.embedded.audit..",
				"ai.memoturn.embedded.egress..", "ai.memoturn.embedded.policy..", "ai.memoturn.embedded.memory..",
				"ai.memoturn.embedded.transcript..", "ai.memoturn.embedded.document..", "ai.memoturn.embedded.kv..",
				"ai.memoturn.embedded.sql..", "ai.memoturn.embedded.branch..", "ai.memoturn.embedded.database..",
				"ai.memoturn.embedded.vector..", "ai.memoturn.embedded.erasure..", "ai.memoturn.embedded.store..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("reactor.netty..", "io.netty..", "java.net.http..");

	@ArchTest
	static final ArchRule onlyServicesAndStoreKnowSql = noClasses().that()
		.resideOutsideOfPackages("ai.memoturn.embedded.memory..", "ai.memoturn.embedded.transcript..",
				"ai.memoturn.embedded.document..", "ai.memoturn.embedded.kv..", "ai.memoturn.embedded.sql..",
				"ai.memoturn.embedded.vector..", "ai.memoturn.embedded.store..", "ai.memoturn.boot.listener.position..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.sql..", "org.sqlite..");

	@ArchTest
	static final ArchRule onlyTheStoreKnowsTheDriver = noClasses().that()
		.resideOutsideOfPackage("ai.memoturn.embedded.store..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.sqlite..");

	@ArchTest
	static final ArchRule packagesAreFreeOfCycles = slices().matching("ai.memoturn.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule signaturesOfTheClientShowNoLibrary = classes().that(isApi(CLIENT))
		.should(showNothingOf("org.springframework", "reactor.netty", "io.netty", "tools.jackson"));

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration")
		.andShould(haveNoPublicMemberOfTheirOwn());

	@ArchTest
	static final ArchRule nothingElseOfAnAutoConfigurationIsPublic = classes().that()
		.resideInAPackage("ai.memoturn.boot.autoconfigure..")
		.and(not(annotatedWith(AutoConfiguration.class)))
		.and(not(annotatedWith(ConfigurationProperties.class)))
		.and(not(assignableTo(ConnectionDetails.class)))
		.and(not(nameEndingWith("Customizer")))
		.and(not(isPartOfProperties()))
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule conditionsAreNotPublic = classes().that()
		.areAssignableTo(Condition.class)
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule beanMethodsAreNotPublicAndNotConditionalOnClasses = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.notBePublic()
		.andShould()
		.notBeAnnotatedWith(ConditionalOnClass.class);

	@ArchTest
	static void allThreeJarsAreLookedAt(JavaClasses classes) {
		assertThat(classes.stream().map(ArchitectureTests::jar).distinct()).hasSize(3);
	}

	@ArchTest
	static void noPackageIsSplit(JavaClasses classes) {
		Map<String, Set<String>> jars = new TreeMap<>();
		classes
			.forEach((type) -> jars.computeIfAbsent(type.getPackageName(), (name) -> new TreeSet<>()).add(jar(type)));
		assertThat(jars).isNotEmpty().allSatisfy((name, origins) -> assertThat(origins).as(name).hasSize(1));
	}

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses classes) {
		assertThat(classes.stream().map(JavaClass::getPackage).distinct()).allSatisfy(
				(javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class)).as(javaPackage.getName())
					.isTrue());
	}

	private static String jar(JavaClass type) {
		String location = type.getSource().orElseThrow().getUri().toString();
		return location.substring(0, location.length() - (type.getName().length() + ".class".length()));
	}

	private static DescribedPredicate<JavaClass> isApi(String packageIdentifier) {
		return DescribedPredicate.describe("public API of " + packageIdentifier,
				(type) -> resideInAnyPackage(CLIENT_API).test(type)
						&& type.getModifiers().contains(JavaModifier.PUBLIC));
	}

	private static DescribedPredicate<JavaClass> isPartOfProperties() {
		return DescribedPredicate.describe("types of properties", (type) -> type.isEnum()
				|| type.getEnclosingClass().map(ArchitectureTests::holdsProperties).orElse(false));
	}

	private static boolean holdsProperties(JavaClass type) {
		return type.isAnnotatedWith(ConfigurationProperties.class)
				|| type.getAllSubclasses()
					.stream()
					.anyMatch((properties) -> properties.isAnnotatedWith(ConfigurationProperties.class))
				|| type.getEnclosingClass().map(ArchitectureTests::holdsProperties).orElse(false);
	}

	private static ArchCondition<JavaClass> showNothingOf(String... packages) {
		return new ArchCondition<>("show nothing of " + String.join(", ", packages)) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				for (JavaCodeUnit unit : type.getCodeUnits()) {
					if (isVisible(unit.getModifiers())) {
						Set<JavaClass> shown = new HashSet<>(unit.getReturnType().getAllInvolvedRawTypes());
						unit.getParameterTypes().stream().map(JavaType::getAllInvolvedRawTypes).forEach(shown::addAll);
						shown.addAll(unit.getThrowsClause().getTypes().stream().toList());
						report(type, unit.getFullName(), shown, events);
					}
				}
				for (JavaField field : type.getFields()) {
					if (isVisible(field.getModifiers())) {
						report(type, field.getFullName(), field.getType().getAllInvolvedRawTypes(), events);
					}
				}
				type.getRawSuperclass().ifPresent((parent) -> report(type, type.getName(), Set.of(parent), events));
				report(type, type.getName(), Set.copyOf(type.getRawInterfaces()), events);
			}

			private void report(JavaClass type, String member, Set<JavaClass> shown, ConditionEvents events) {
				for (JavaClass other : shown) {
					boolean hidden = Arrays.stream(packages)
						.noneMatch((name) -> other.getPackageName().equals(name)
								|| other.getPackageName().startsWith(name + "."));
					events.add(new SimpleConditionEvent(type, hidden, member + " shows " + other.getName()));
				}
			}

		};
	}

	private static boolean isVisible(Set<JavaModifier> modifiers) {
		return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
	}

	private static ArchCondition<JavaClass> haveNoPublicMemberOfTheirOwn() {
		return new ArchCondition<>("have no public member") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getMembers()
					.forEach((member) -> events
						.add(new SimpleConditionEvent(type, !member.getModifiers().contains(JavaModifier.PUBLIC),
								member.getFullName() + " is public")));
			}

		};
	}

}
