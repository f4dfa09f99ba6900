package ai.memoturn.client;

import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reactive face of a {@link MemoturnClient}. Nothing happens before subscription.
 */
public interface ReactiveMemoturnClient {

	ReactiveMemoryProfile memory(String namespace, String profile);

	Flux<ProfileInfo> profiles(String namespace);

	Mono<Void> ping();

}
