package ai.memoturn.sample;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.document.Direction;
import ai.memoturn.client.document.DocumentCollection;
import ai.memoturn.client.memory.MemoryProfile;

import org.springframework.stereotype.Component;

import static ai.memoturn.client.document.Filters.where;
import static ai.memoturn.client.document.FindOptions.limit;
import static ai.memoturn.client.document.FindOptions.sort;

/**
 * The checkpoints that people can see. Memoturn rewinds to a checkpoint by its name, but
 * does not list them, so the names are documents beside the memories: a rewind takes this
 * list back as well, to exactly the checkpoints that are still there.
 */
@Component
class Checkpoints {

	private static final int LIMIT = 50;

	private final MemoturnClient memoturn;

	private final MemoryProfile memory;

	private final Clock clock = Clock.systemUTC();

	Checkpoints(MemoturnClient memoturn, MemoryProfile memory) {
		this.memoturn = memoturn;
		this.memory = memory;
	}

	/**
	 * Return the checkpoints of the current branch, newest first.
	 */
	List<Checkpoint> all() {
		return collection().find(where("branch").is(branch()), sort("setAt", Direction.DESC), limit(LIMIT))
			.as(Checkpoint.class);
	}

	/**
	 * Set a checkpoint, or move the one of that name to the present.
	 */
	Checkpoint set(String name) {
		DocumentCollection collection = collection();
		collection.deleteMany(where("branch").is(branch()).and("name").is(name));
		Checkpoint checkpoint = new Checkpoint(branch(), name, this.clock.instant());
		collection.insert(checkpoint);
		// Last, so that going back to it finds it in the list.
		this.memory.checkpoint(name);
		return checkpoint;
	}

	private DocumentCollection collection() {
		return this.memoturn.database(this.memory.namespace() + "--" + this.memory.profile())
			.onBranch(branch())
			.collection("checkpoints");
	}

	// A fork has the documents of its parent, but not its checkpoints.
	private String branch() {
		String branch = this.memory.branch();
		return (branch != null) ? branch : BranchOfRequest.MAIN;
	}

	/**
	 * A checkpoint.
	 *
	 * @param branch the branch that it belongs to
	 * @param name its name
	 * @param setAt when it was set
	 */
	record Checkpoint(String branch, String name, Instant setAt) {
	}

}
