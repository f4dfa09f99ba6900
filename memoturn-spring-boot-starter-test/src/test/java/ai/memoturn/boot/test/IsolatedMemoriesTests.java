package ai.memoturn.boot.test;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import ai.memoturn.boot.autoconfigure.MemoturnAutoConfiguration;
import ai.memoturn.boot.autoconfigure.MemoturnConnectionDetails;
import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.client.memory.MemoryProfile;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static ai.memoturn.boot.test.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link IsolatedMemories} and {@link TestNode} in the life of an application.
 */
class IsolatedMemoriesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoturnTestAutoConfiguration.class, MemoturnAutoConfiguration.class))
		.withPropertyValues("memoturn.namespace=acme");

	@Test
	void whenAContextIsPausedAndResumedThenFixturesAreLoadedAgain() {
		this.runner.withBean(MemoryFixture.class, () -> MemoryFixture.of("alice", event("baked bread")))
			.run((context) -> {
				IsolatedMemories memories = context.getBean(IsolatedMemories.class);
				MemoryProfiles profiles = context.getBean(MemoryProfiles.class);
				URI before = context.getBean(TestNode.class).getUrl();
				for (int i = 0; i < 2; i++) {
					RunningTest test = memories.begin();
					MemoryProfile alice = profiles.of(MemoryScope.of("alice"));
					assertThat(alice.branch()).isEqualTo(test.branch());
					assertThat(alice.recall("bread").memories()).hasSize(1);
					memories.end(test);
					context.stop();
					assertThatIllegalStateException().isThrownBy(context.getBean(TestNode.class)::getUrl);
					context.start();
				}
				assertThat(context.getBean(TestNode.class).getUrl()).isNotEqualTo(before);
			});
	}

	@Test
	void whenNoTestRunsThenProfilesAreWhatTheyAre() {
		this.runner.run((context) -> {
			MemoryProfile alice = context.getBean(MemoryProfiles.class).of(MemoryScope.of("alice"));
			assertThat(alice.profile() + alice.branch()).isEqualTo("alicenull");
		});
	}

	@Test
	void whenTheApplicationHasConnectionDetailsThenThereIsNoNode() {
		this.runner.withBean(MemoturnConnectionDetails.class, () -> () -> URI.create("http://127.0.0.1:1"))
			.run((context) -> assertThat(context).doesNotHaveBean(TestNode.class)
				.hasSingleBean(IsolatedMemories.class));
	}

	@Test
	void whenAFixtureStoresNothingThenTheStartFails() {
		this.runner.withBean(MemoryFixture.class, () -> MemoryFixture.of(MemoryScope.of("alice"), (profile) -> {
		}))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("The fixture of profile 'alice' stored no memory"));
		assertThatIllegalArgumentException().isThrownBy(() -> MemoryFixture.of("alice"))
			.withMessage("memories must not be empty; a profile without a fixture is empty");
	}

	@Test
	void theDataOfTheNodeShouldBeDeletedInTheEnd() {
		Path[] directory = new Path[1];
		this.runner.run((context) -> {
			directory[0] = context.getBean(TestNode.class).directory();
			assertThat(directory[0]).isNotEmptyDirectory();
		});
		assertThat(Files.exists(directory[0])).isFalse();
	}

}
