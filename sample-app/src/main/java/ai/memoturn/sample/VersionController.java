package ai.memoturn.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import ai.memoturn.client.branch.BranchInfo;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.memory.MemoryProfile;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Checkpoints to come back to, and branches to try things on. The injected profile is on
 * the branch that the request names.
 */
@RestController
@RequestMapping("/api")
class VersionController {

	/** Whoever forgets a branch is not left with it. */
	private static final Duration BRANCH_LIFE = Duration.ofHours(1);

	private final MemoryProfile memory;

	private final Checkpoints checkpoints;

	VersionController(MemoryProfile memory, Checkpoints checkpoints) {
		this.memory = memory;
		this.checkpoints = checkpoints;
	}

	/**
	 * Return the branches, the main one first.
	 */
	@GetMapping("/branches")
	BranchList branches() {
		Stream<Branch> main = Stream.of(new Branch(BranchOfRequest.MAIN, null));
		try {
			Stream<Branch> others = this.memory.branches().stream().map(Branch::of);
			return new BranchList(Stream.concat(main, others).toList());
		}
		catch (NotFoundException ex) {
			// Nothing was ever remembered, so there is nothing to have branches.
			return new BranchList(main.toList());
		}
	}

	@PostMapping(path = "/branches", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	void fork(@Valid @RequestBody NewBranch fork) {
		this.memory.fork(fork.name(), BRANCH_LIFE);
	}

	/**
	 * Delete a branch; one that is not there is deleted already.
	 */
	@DeleteMapping("/branches/{name}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable @Pattern(regexp = "(?!main$)" + BranchOfRequest.NAME,
			message = BranchOfRequest.NAME_RULE + "; main cannot be deleted") String name) {
		this.memory.deleteBranch(name);
	}

	@GetMapping("/checkpoints")
	CheckpointList checkpoints() {
		try {
			return new CheckpointList(this.checkpoints.all());
		}
		catch (NotFoundException ex) {
			// Nothing was ever remembered, or the branch is gone, and its checkpoints
			// with it.
			return new CheckpointList(List.of());
		}
	}

	@PostMapping(path = "/checkpoints", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	Checkpoints.Checkpoint checkpoint(@Valid @RequestBody NewCheckpoint checkpoint) {
		return this.checkpoints.set(checkpoint.name());
	}

	/**
	 * Go back to a checkpoint of the branch.
	 */
	@PostMapping(path = "/rewind", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void rewind(@Valid @RequestBody Rewind rewind) {
		this.memory.rewind(rewind.to());
	}

	/**
	 * A branch.
	 *
	 * @param name its name
	 * @param expiresAt when it may go by itself, {@code null} if it stays
	 */
	record Branch(String name, @Nullable Instant expiresAt) {

		static Branch of(BranchInfo branch) {
			return new Branch(branch.name(), branch.ttlAt());
		}

	}

	record BranchList(List<Branch> branches) {
	}

	record CheckpointList(List<Checkpoints.Checkpoint> checkpoints) {
	}

	record NewBranch(@NotBlank @Pattern(regexp = "(?!main$)" + BranchOfRequest.NAME,
			message = BranchOfRequest.NAME_RULE + "; main is taken") String name) {
	}

	record NewCheckpoint(@NotBlank @Size(max = 64) String name) {
	}

	record Rewind(@NotBlank @Size(max = 64) String to) {
	}

}
