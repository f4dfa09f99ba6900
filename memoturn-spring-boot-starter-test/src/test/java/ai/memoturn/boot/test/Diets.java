package ai.memoturn.boot.test;

import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecalledMemory;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Works with the memories of whoever calls.
 */
@RestController
class Diets {

	private final MemoryProfile memory;

	Diets(MemoryProfile memory) {
		this.memory = memory;
	}

	@PostMapping("/diet")
	void learn(@RequestParam String diet) {
		this.memory.ingest(MemoryInput.event("eats " + diet).content(diet));
	}

	@GetMapping("/diets")
	String recall() {
		return String.join(", ",
				this.memory.recall("eats").memories().stream().map(RecalledMemory::summary).sorted().toList());
	}

}
