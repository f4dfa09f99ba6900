package ai.memoturn.boot.test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the design, for the support of tests.
 */
@AnalyzeClasses(packages = "ai.memoturn.boot.test", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String TEST = "ai.memoturn.boot.test..";

	@ArchTest
	static final ArchRule theNodeIsKnownOnlyByItsPublicApi = noClasses().that()
		.resideInAPackage(TEST)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("ai.memoturn.embedded.*..", "ai.memoturn.client.operation..");

	@ArchTest
	static final ArchRule assertionsKnowNoApplication = noClasses().that()
		.resideInAPackage("ai.memoturn.boot.test.assertj..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("ai.memoturn.embedded..", "org.springframework..");

	@ArchTest
	static final ArchRule packagesAreFreeOfCycles = slices().matching("ai.memoturn.boot.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static void everyPackageIsNullMarkedAndOfThisModule(JavaClasses classes) {
		assertThat(classes).isNotEmpty().allSatisfy((type) -> {
			assertThat(type.getPackage().isAnnotatedWith(NullMarked.class)).as(type.getPackageName()).isTrue();
			assertThat(location(type)).contains("memoturn-spring-boot-starter-test");
		});
	}

	private static String location(JavaClass type) {
		return type.getSource().orElseThrow().getUri().toString();
	}

}
