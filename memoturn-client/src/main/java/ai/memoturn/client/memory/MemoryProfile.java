package ai.memoturn.client.memory;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The memories of one profile on one branch.
 */
public interface MemoryProfile {

	String namespace();

	String profile();

	/**
	 * Return the branch that this handle addresses.
	 * @return the branch, or {@code null} for the main one
	 */
	@Nullable String branch();

	MemoryProfile onBranch(String branch);

	IngestResult ingest(Collection<MemoryInput> memories);

	default IngestResult ingest(MemoryInput... memories) {
		return ingest(List.of(memories));
	}

	RecallResult recall(RecallRequest request);

	default RecallResult recall(Consumer<RecallRequest.Builder> request) {
		RecallRequest.Builder builder = RecallRequest.builder();
		request.accept(builder);
		return recall(builder.build());
	}

	default RecallResult recall(String query) {
		return recall(RecallRequest.builder().query(query).build());
	}

	Optional<Memory> get(String id);

	boolean forget(String id);

	AskResult ask(AskRequest request);

	default AskResult ask(String question) {
		return ask(AskRequest.builder(question).build());
	}

	ExtractResult extract(ExtractRequest request);

	List<MemoryInput> propose(ExtractRequest request);

}
