package ai.memoturn.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was remembered is there again after a restart, however the sample ended, and the
 * trail goes on where it was.
 */
class RestartTests {

	@TempDir
	private Path data;

	@Test
	void whenItIsStoppedAndStartedThenAllIsThere() {
		String older;
		try (RunningSample sample = RunningSample.start(this.data)) {
			older = sample.as("alice").fact("user.diet", "vegetarian since 2024");
			sample.as("alice").fact("user.diet", "vegan since 2026");
			sample.as("bob").fact("user.pet", "has a cat");
			assertThat(sample.as("alice").trail(2)).containsExactly("memory.ingest", "memory.ingest");
			// The node writes this out when it stops, long after the listener has.
			String last = sample.as("alice").fact("user.city", "lives in Graz");
			sample.as("alice").forget(last).expectStatus().isNoContent();
		}
		try (RunningSample sample = RunningSample.start(this.data)) {
			checkDiet(sample.as("alice"), older);
			sample.as("bob").recall("vegan", "user.diet").expectBody().jsonPath("$.memories").isEmpty();
			assertThat(sample.as("alice").trail(4)).containsExactly("memory.ingest", "memory.ingest", "memory.ingest",
					"memory.forget");
			assertThat(sample.as("bob").trail(1)).containsExactly("memory.ingest");
			// The policy and the first two of six events were before, and what Bob did
			// may have been.
			assertThat(sample.listener("trail").delivered()).as("what came before is not read again")
				.isLessThanOrEqualTo(3);
		}
	}

	@Test
	void whenItIsKilledThenAllThatWasAcknowledgedIsThere() throws IOException {
		String older;
		List<String> ids = new ArrayList<>();
		try (SampleProcess sample = SampleProcess.start(this.data)) {
			SampleClient alice = sample.as("alice");
			older = alice.fact("user.diet", "vegetarian since 2024");
			for (int i = 0; i < 8; i++) {
				ids.add(alice.fact("note." + i, "note number " + i));
			}
			alice.fact("user.diet", "vegan since 2026");
			sample.kill();
		}
		try (RunningSample sample = RunningSample.start(this.data)) {
			checkDiet(sample.as("alice"), older);
			for (String id : ids) {
				sample.as("alice").get("/api/memories/{id}", id).expectStatus().isOk();
			}
		}
	}

	private void checkDiet(SampleClient alice, String older) {
		alice.recall("vegan vegetarian", "user.diet")
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.memories.length()")
			.isEqualTo(1)
			.jsonPath("$.memories[0].summary")
			.isEqualTo("vegan since 2026");
		alice.get("/api/memories/{id}/chain", older)
			.expectBody()
			.jsonPath("$.memories.length()")
			.isEqualTo(2)
			.jsonPath("$.memories[1].id")
			.isEqualTo(older);
	}

}
