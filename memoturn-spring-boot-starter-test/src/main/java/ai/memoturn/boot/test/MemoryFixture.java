package ai.memoturn.boot.test;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;

/**
 * What a profile remembers when a test begins. Every bean of this type is loaded once,
 * when the application of the tests starts; each test method gets a fork of the result,
 * which costs the same however much was loaded:
 *
 * <pre class="code">
 * &#064;TestConfiguration(proxyBeanMethods = false)
 * class Fixtures {
 *
 *     &#064;Bean
 *     MemoryFixture alice() {
 *         return MemoryFixture.of("alice", MemoryInput.fact("user.diet", "eats vegan"));
 *     }
 *
 * }
 * </pre>
 *
 * Import one such class into all tests that can share it: classes with the same
 * configuration share a context, and the fixtures are loaded once for all of them.
 */
public interface MemoryFixture {

	/**
	 * Return whose memories these are. The branch of the scope does not count.
	 * @return the scope
	 */
	MemoryScope scope();

	/**
	 * Store the memories, and whatever else the database of the profile is to hold.
	 * Called once for each start of the application, before any test, in the order of the
	 * beans. At least one memory must be stored, because that is what creates a profile.
	 * @param profile the profile, on its main branch
	 */
	void load(MemoryProfile profile);

	/**
	 * Create a fixture of memories.
	 * @param profile whose memories, in the namespace of the application
	 * @param memories the memories, at least one
	 * @return the fixture
	 * @throws IllegalArgumentException if there is no memory
	 */
	static MemoryFixture of(String profile, MemoryInput... memories) {
		return of(profile, List.of(memories));
	}

	/**
	 * Create a fixture of any number of memories.
	 * @param profile whose memories, in the namespace of the application
	 * @param memories the memories, at least one
	 * @return the fixture
	 * @throws IllegalArgumentException if there is no memory
	 */
	static MemoryFixture of(String profile, Collection<MemoryInput> memories) {
		if (memories.isEmpty()) {
			throw new IllegalArgumentException("memories must not be empty; a profile without a fixture is empty");
		}
		List<MemoryInput> all = List.copyOf(memories);
		return of(MemoryScope.of(profile), (base) -> {
			int most = 1000;
			for (int from = 0; from < all.size(); from += most) {
				base.ingest(all.subList(from, Math.min(from + most, all.size())));
			}
		});
	}

	/**
	 * Create a fixture of anything that a database can hold.
	 * @param scope whose memories these are
	 * @param loader stores them, as of {@link #load(MemoryProfile)}
	 * @return the fixture
	 */
	static MemoryFixture of(MemoryScope scope, Consumer<MemoryProfile> loader) {
		return new MemoryFixture() {

			@Override
			public MemoryScope scope() {
				return scope;
			}

			@Override
			public void load(MemoryProfile profile) {
				loader.accept(profile);
			}

		};
	}

}
