package ai.memoturn.sample;

import java.util.ArrayList;
import java.util.List;

import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.erasure.ReceiptVerifier;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.memory.MemoryProfile;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Forgets everything on a topic for good, and shows the proof.
 */
@RestController
@RequestMapping("/api/erasures")
class ErasureController {

	private static final int LIMIT = 20;

	private final MemoryProfile memory;

	// Asked when it is needed: the embedded node has no key before it runs.
	private final ObjectProvider<ReceiptVerifier> verifier;

	ErasureController(MemoryProfile memory, ObjectProvider<ReceiptVerifier> verifier) {
		this.memory = memory;
		this.verifier = verifier;
	}

	/**
	 * Erase all facts and all instructions on a topic, replaced ones included.
	 */
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	Accepted erase(@Valid @RequestBody Topic topic) {
		List<String> ids = new ArrayList<>();
		for (ErasureTarget target : List.of(ErasureTarget.facts(topic.topic()),
				ErasureTarget.instructions(topic.topic()))) {
			try {
				ids.add(this.memory.erase(target).erasureId());
			}
			catch (NotFoundException ex) {
				if (ex.code().equals(ErrorCodes.BRANCH_NOT_FOUND)) {
					throw ex;
				}
			}
		}
		if (ids.isEmpty()) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is nothing on that topic.");
		}
		return new Accepted(ids);
	}

	/**
	 * Return the latest erasures, on whichever branch, and whether their receipts verify.
	 */
	@GetMapping
	ErasureList erasures() {
		return new ErasureList(this.memory.erasures()
			.stream()
			.limit(LIMIT)
			.map((erasure) -> ErasureView.of(erasure, this.verifier.getIfAvailable()))
			.toList());
	}

	record Topic(@NotBlank @Size(max = 200) String topic) {
	}

	/**
	 * What was accepted.
	 *
	 * @param ids the ids of one erasure for each kind of memory on the topic
	 */
	record Accepted(List<String> ids) {
	}

	record ErasureList(List<ErasureView> erasures) {
	}

}
