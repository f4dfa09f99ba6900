package ai.memoturn.boot.scope;

import java.util.ArrayList;
import java.util.List;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryScopeRedirection}, and for a scope around a whole request.
 */
class MemoryScopeRedirectionTests {

	private final MemoturnClient client = MemoturnClient.builder().url("http://127.0.0.1:1").build();

	private final List<MemoryScope> redirected = new ArrayList<>();

	private final MemoryProfiles profiles = new MemoryProfiles(this.client, this.client.reactive(),
			new ScopeResolution(() -> MemoryScope.of("resolved"), () -> Mono.just(MemoryScope.of("resolved")), "acme",
					ProfileNameEncoding.STRICT)
				.redirectedBy((scope) -> {
					this.redirected.add(scope);
					return new MemoryScope(null, scope.profile() + "-2", "try-out");
				}));

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void everyWayToAProfileShouldBeRedirectedOnce() {
		MemoryScope alice = MemoryScope.of("alice");
		assertTryOut(this.profiles.of(alice), "alice-2");
		assertTryOut(this.profiles.reactiveOf(alice), "alice-2");
		assertTryOut(this.profiles.onThread(), "resolved-2");
		assertTryOut(this.profiles.inContext().block(), "resolved-2");
		assertThat(this.profiles.call(alice, () -> this.profiles.current().profile())).isEqualTo("alice-2");
		assertTryOut(this.profiles.mono(alice, this.profiles::inContext).block(), "alice-2");
	}

	@Test
	void theRedirectionShouldBeToldTheNamespace() {
		this.profiles.of(MemoryScope.of("alice"));
		this.profiles.of(new MemoryScope("other", "alice", "main-2"));
		assertThat(this.redirected).containsExactly(new MemoryScope("acme", "alice", null),
				new MemoryScope("other", "alice", "main-2"));
	}

	@Test
	void whenARequestIsServedWithinAScopeThenTheScopeIsThereAfterwards() {
		RequestMemoryScopeFilter filter = new RequestMemoryScopeFilter(() -> MemoryScope.of("resolved"));
		List<String> seen = new ArrayList<>();
		this.profiles.run(MemoryScope.of("alice"), () -> {
			serve(filter, () -> {
				seen.add(this.profiles.current().profile());
				// Left open by the application.
				this.profiles.open(MemoryScope.of("bob"));
			});
			seen.add(this.profiles.current().profile());
		});
		seen.add(this.profiles.current().profile());
		assertThat(seen).containsExactly("alice-2", "alice-2", "resolved-2");
	}

	private static void serve(RequestMemoryScopeFilter filter, Runnable controller) {
		try {
			filter.doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(),
					(request, response) -> controller.run());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void assertTryOut(@Nullable MemoryProfile profile, String name) {
		assertThat(profile).isNotNull();
		assertThat(profile.namespace() + " " + profile.profile() + " " + profile.branch())
			.isEqualTo("acme " + name + " try-out");
	}

	private static void assertTryOut(ReactiveMemoryProfile profile, String name) {
		assertThat(profile.profile()).isEqualTo(name);
		assertThat(profile.branch()).isEqualTo("try-out");
	}

}
