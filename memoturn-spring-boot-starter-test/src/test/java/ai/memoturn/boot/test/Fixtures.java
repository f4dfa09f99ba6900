package ai.memoturn.boot.test;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.client.memory.MemoryInput;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * What profiles of the tests remember.
 */
@TestConfiguration(proxyBeanMethods = false)
class Fixtures {

	static final AtomicInteger loads = new AtomicInteger();

	static MemoryInput event(String summary) {
		return MemoryInput.event(summary).content(summary);
	}

	static MemoryFixture dishes(int number) {
		return MemoryFixture.of("alice",
				IntStream.rangeClosed(1, number)
					.mapToObj((i) -> MemoryInput.fact("dish." + i, "likes dish number " + i).keywords("food"))
					.toList());
	}

	@Bean
	MemoryFixture alice() {
		return dishes(1001);
	}

	@Bean
	MemoryFixture carol() {
		return MemoryFixture.of(new MemoryScope("other", "carol", null), (carol) -> {
			loads.incrementAndGet();
			carol.ingest(event("came by train"));
			carol.fork("by-plane").ingest(event("came by plane"));
		});
	}

}
