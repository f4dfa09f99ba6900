package ai.memoturn.boot.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.memory.RecalledMemory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;

import static ai.memoturn.boot.test.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoturnTest @MemoturnTest}, by using it.
 */
@MemoturnTest
@Import(Fixtures.class)
@WithMemoryProfile("alice")
class MemoturnTestTests {

	private static final List<String> states = new ArrayList<>();

	@Autowired
	private ApplicationContext context;

	@Autowired
	private MemoryProfile memory;

	@Autowired
	private ReactiveMemoryProfile reactiveMemory;

	@Autowired
	private MemoryProfiles profiles;

	@BeforeEach
	void useMemories() {
		states.add(this.memory.profile() + '@' + this.memory.branch());
		this.memory.ingest(event("began the test"));
	}

	@AfterEach
	void usedMemories() {
		assertThat(this.memory.recall("began").memories()).hasSize(1);
	}

	@AfterAll
	static void everyMethodHadAStateOfItsOwn() {
		assertThat(states).doesNotHaveDuplicates()
			.allMatch((state) -> state.matches("(alice|carol)@test-\\d+|user-t\\d+@null"));
		assertThat(Fixtures.loads).hasValue(1);
	}

	@Test
	void theApplicationShouldHaveItsMemoriesAndNoComponents() {
		assertThat(this.context.getBeansOfType(Diets.class)).isEmpty();
		assertThat(this.context.getBeanNamesForType(TestNode.class)).hasSize(1);
		assertThat(this.memory.namespace()).isEqualTo("acme");
		assertThat(this.memory.profile()).isEqualTo("alice");
	}

	@RepeatedTest(3)
	void everyMethodShouldBeginWithTheFixture() {
		assertThat(this.memory.recall((q) -> q.topicKey("dish.1001")).first().summary())
			.isEqualTo("likes dish number 1001");
		assertThat(this.memory.recall("bread").memories()).isEmpty();
		this.memory.ingest(MemoryInput.fact("dish.1001", "bakes bread").content("bread"));
		this.memory.checkpoint("baked");
		assertThat(this.memory.recall("bread").memories()).hasSize(1);
	}

	@RepeatedTest(2)
	void branchesOfATestShouldBeGoneInTheNext() {
		assertThat(this.memory.branches()).extracting(BranchInfo::name).containsExactly(this.memory.branch());
		this.memory.fork("experiment").ingest(event("tried bread"));
		assertThat(this.memory.recall("bread").memories()).isEmpty();
	}

	@RepeatedTest(2)
	void otherProfilesShouldBeFreshToo() {
		MemoryProfile bob = this.profiles.of(MemoryScope.of("bob"));
		assertThat(bob.recall("bread").memories()).isEmpty();
		bob.ingest(event("bakes bread"));
		assertThat(bob.recall("bread").memories()).hasSize(1);
		assertThat(this.memory.recall("bread").memories()).isEmpty();
		MemoryProfile carol = this.profiles.of(new MemoryScope("other", "carol", null));
		assertThat(carol.recall("came").memories()).extracting(RecalledMemory::summary)
			.containsExactly("came by train");
		carol.ingest(event("came by boat"));
		assertThat(this.profiles.of(new MemoryScope("other", "carol", "by-plane")).recall("came").memories())
			.hasSize(2);
		assertThat(this.profiles.of(MemoryScope.of("carol")).recall("came").memories()).isEmpty();
	}

	@RepeatedTest(2)
	void theReactiveProfileShouldBeTheSame() {
		assertThat(this.reactiveMemory.ingest(event("bakes bread"))
			.then(this.reactiveMemory.recall("bread"))
			.map((recall) -> recall.memories().size())
			.block()).isEqualTo(1);
		assertThat(this.memory.recall("bread").memories()).hasSize(1);
	}

	@Test
	void anotherThreadShouldWorkForTheOnlyTest() throws Exception {
		String name = CompletableFuture.supplyAsync(() -> this.profiles.of(MemoryScope.of("alice")).branch())
			.get(5, TimeUnit.MINUTES);
		assertThat(name).isEqualTo(this.memory.branch());
	}

	@Nested
	class InAGroup {

		@Test
		void theProfileShouldBeThatOfTheClass() {
			assertThat(MemoturnTestTests.this.memory.profile()).isEqualTo("alice");
		}

		@Test
		@WithMemoryProfile
		void theProfileOfAMethodShouldCount() {
			assertThat(MemoturnTestTests.this.memory.profile()).startsWith("user-t");
			assertThat(MemoturnTestTests.this.memory.recall("food").memories()).isEmpty();
		}

	}

	@Nested
	@WithMemoryProfile(value = "carol", namespace = "other")
	@TestInstance(Lifecycle.PER_CLASS)
	class WithOneInstance {

		@RepeatedTest(2)
		void everyMethodShouldBeginWithTheFixture() {
			MemoryProfile memory = MemoturnTestTests.this.memory;
			assertThat(memory.namespace()).isEqualTo("other");
			assertThat(memory.recall("came").memories()).hasSize(1);
			memory.ingest(event("came by boat"));
		}

	}

}
