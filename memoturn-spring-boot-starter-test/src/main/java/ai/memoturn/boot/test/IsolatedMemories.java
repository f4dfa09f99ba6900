package ai.memoturn.boot.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.boot.scope.MemoryScopeRedirection;
import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.memory.MemoryProfile;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps the memories of tests apart: profiles with a fixture by a fork for each test, all
 * others by a name for each test. While no test runs, as at the start of the application,
 * profiles are what they are.
 */
class IsolatedMemories implements MemoryScopeRedirection, SmartLifecycle {

	// If a test run dies, on a node that outlives it.
	private static final Duration LONGEST_TEST = Duration.ofHours(1);

	private final ObjectProvider<MemoryProfiles> profiles;

	private final ObjectProvider<MemoryFixture> fixtures;

	private final Map<MemoryScope, Base> bases = new ConcurrentHashMap<>();

	private final Set<RunningTest> running = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean loaded;

	IsolatedMemories(ObjectProvider<MemoryProfiles> profiles, ObjectProvider<MemoryFixture> fixtures) {
		this.profiles = profiles;
		this.fixtures = fixtures;
	}

	@Override
	public MemoryScope redirect(MemoryScope scope) {
		RunningTest test = current();
		if (test == null) {
			return scope;
		}
		if (!this.bases.containsKey(new MemoryScope(scope.namespace(), scope.profile(), null))) {
			return new MemoryScope(scope.namespace(), test.profile(scope.profile()), scope.branch());
		}
		return (scope.branch() != null) ? scope : new MemoryScope(scope.namespace(), scope.profile(), test.branch());
	}

	private @Nullable RunningTest current() {
		RunningTest test = RunningTest.onThread();
		if (test != null) {
			return test;
		}
		List<RunningTest> candidates = new ArrayList<>(this.running);
		if (candidates.size() > 1) {
			throw new IllegalStateException(candidates.size() + " tests use this application at once, and thread '"
					+ Thread.currentThread().getName() + "' belongs to none of them, so it cannot be said whose "
					+ "memories it may use. Hand the test to the thread with Micrometer's context propagation, or run "
					+ "these tests one after the other");
		}
		return (candidates.isEmpty()) ? null : candidates.get(0);
	}

	/**
	 * Begin a test on this thread.
	 * @return the test
	 */
	RunningTest begin() {
		RunningTest test = RunningTest.next();
		this.lock.lock();
		try {
			this.running.add(test);
		}
		finally {
			this.lock.unlock();
		}
		RunningTest.setOnThread(test);
		try {
			this.bases.values().forEach((base) -> base.profile().fork(test.branch(), LONGEST_TEST));
			return test;
		}
		catch (RuntimeException ex) {
			RunningTest.setOnThread(null);
			this.running.remove(test);
			throw ex;
		}
	}

	/**
	 * End a test on this thread, with the branches that it made.
	 * @param test the test
	 */
	void end(RunningTest test) {
		RunningTest.setOnThread(null);
		this.bases.values().forEach((base) -> base.profile().deleteBranch(test.branch()));
		this.lock.lock();
		try {
			this.running.remove(test);
			// Whose they are cannot be told, so they stay while another test may use
			// them.
			if (this.running.isEmpty()) {
				this.bases.values().forEach(Base::deleteBranches);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void start() {
		this.fixtures.orderedStream().forEach((fixture) -> {
			MemoryScope scope = fixture.scope();
			MemoryProfile profile = this.profiles.getObject()
				.of(new MemoryScope(scope.namespace(), scope.profile(), null));
			fixture.load(profile);
			this.bases.put(new MemoryScope(profile.namespace(), scope.profile(), null), Base.of(profile));
		});
		this.loaded = true;
	}

	@Override
	public void stop() {
		this.bases.clear();
		this.loaded = false;
	}

	@Override
	public boolean isRunning() {
		return this.loaded;
	}

	@Override
	public int getPhase() {
		return TestNode.PHASE + 1;
	}

	/**
	 * A profile with a fixture.
	 *
	 * @param profile the profile, on its main branch
	 * @param branches what the fixture forked
	 */
	private record Base(MemoryProfile profile, Set<String> branches) {

		static Base of(MemoryProfile profile) {
			return new Base(profile, branches(profile));
		}

		private static Set<String> branches(MemoryProfile profile) {
			try {
				return profile.branches().stream().map(BranchInfo::name).collect(Collectors.toSet());
			}
			catch (NotFoundException ex) {
				throw new IllegalStateException("The fixture of profile '" + profile.profile()
						+ "' stored no memory, so there is no such profile; let it store at least one", ex);
			}
		}

		void deleteBranches() {
			branches(this.profile).stream()
				.filter((branch) -> !this.branches.contains(branch))
				.forEach(this.profile::deleteBranch);
		}

	}

}
