package ai.memoturn.sample;

import java.net.URI;
import java.util.List;

import ai.memoturn.client.memory.IngestStatus;
import ai.memoturn.client.memory.IngestedMemory;
import ai.memoturn.client.memory.MemoryProfile;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The JSON API. The injected profile is the signed-in user's on every request, so nothing
 * here knows about users.
 */
@RestController
@RequestMapping("/api")
class MemoryController {

	private static final String ID = "/memories/{id:mem_[0-9a-f]{32}}";

	private final MemoryProfile memory;

	MemoryController(MemoryProfile memory) {
		this.memory = memory;
	}

	/**
	 * Remember something. A browser cannot send JSON to another site unasked, which is
	 * why nothing else is accepted.
	 */
	@PostMapping(path = "/memories", consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Remembered> remember(@Valid @RequestBody NewMemory memory) {
		IngestedMemory result = this.memory.ingest(memory.toInput()).results().get(0);
		Remembered remembered = new Remembered(result.id(), result.status(), result.superseded());
		return (result.status().equals(IngestStatus.CREATED))
				? ResponseEntity.created(URI.create("/api/memories/" + result.id())).body(remembered)
				: ResponseEntity.ok(remembered);
	}

	/**
	 * Recall by the words of a question, by topic, or both; best first.
	 */
	@GetMapping("/recall")
	Recalled recall(@RequestParam(required = false) @Size(max = 1000) @Nullable String q,
			@RequestParam(required = false) @Size(max = 200) @Nullable String topic,
			@RequestParam(defaultValue = "8") @Min(1) @Max(50) int k) {
		if (!StringUtils.hasText(q) && !StringUtils.hasText(topic)) {
			throw new InvalidFieldException("q", "must be given unless there is a topic");
		}
		return new Recalled(this.memory.recall((request) -> {
			request.k(k);
			if (StringUtils.hasText(q)) {
				request.query(q);
			}
			if (StringUtils.hasText(topic)) {
				request.topicKey(topic);
			}
		}).memories().stream().map(RecalledView::of).toList());
	}

	@GetMapping(ID)
	MemoryView get(@PathVariable String id) {
		return this.memory.get(id).map(MemoryView::of).orElseThrow(MemoryController::noSuchMemory);
	}

	/**
	 * Return what took whose place, newest first.
	 */
	@GetMapping(ID + "/chain")
	MemoryChain chain(@PathVariable String id) {
		return MemoryChain.of(this.memory, id).orElseThrow(MemoryController::noSuchMemory);
	}

	@DeleteMapping(ID)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void forget(@PathVariable String id) {
		if (!this.memory.forget(id)) {
			throw noSuchMemory();
		}
	}

	private static ResponseStatusException noSuchMemory() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such memory.");
	}

	/**
	 * What became of something to remember.
	 *
	 * @param id the memory's id
	 * @param status {@code created}, {@code duplicate} or {@code revived}
	 * @param superseded the ids of the memories whose place it took
	 */
	record Remembered(String id, IngestStatus status, List<String> superseded) {
	}

	/**
	 * What was recalled.
	 *
	 * @param memories the memories, best first
	 */
	record Recalled(List<RecalledView> memories) {
	}

}
