package ai.memoturn.client.memory;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The memories of one profile on one branch, without blocking.
 */
public interface ReactiveMemoryProfile {

	String namespace();

	String profile();

	/**
	 * Return the branch that this handle addresses.
	 * @return the branch, or {@code null} for the main one
	 */
	@Nullable String branch();

	ReactiveMemoryProfile onBranch(String branch);

	Mono<IngestResult> ingest(Collection<MemoryInput> memories);

	default Mono<IngestResult> ingest(MemoryInput... memories) {
		return ingest(List.of(memories));
	}

	Mono<RecallResult> recall(RecallRequest request);

	default Mono<RecallResult> recall(Consumer<RecallRequest.Builder> request) {
		return Mono.defer(() -> {
			RecallRequest.Builder builder = RecallRequest.builder();
			request.accept(builder);
			return recall(builder.build());
		});
	}

	default Mono<RecallResult> recall(String query) {
		return Mono.defer(() -> recall(RecallRequest.builder().query(query).build()));
	}

	Mono<Memory> get(String id);

	Mono<Boolean> forget(String id);

	Mono<AskResult> ask(AskRequest request);

	default Mono<AskResult> ask(String question) {
		return Mono.defer(() -> ask(AskRequest.builder(question).build()));
	}

	Mono<ExtractResult> extract(ExtractRequest request);

	Flux<MemoryInput> propose(ExtractRequest request);

}
