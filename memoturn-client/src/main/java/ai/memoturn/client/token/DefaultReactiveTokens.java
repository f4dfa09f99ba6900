package ai.memoturn.client.token;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.MintOperations;
import ai.memoturn.client.operation.MintOperations.MintAnswer;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link MintOperations}.
 */
final class DefaultReactiveTokens implements ReactiveTokens {

	private final Transport transport;

	DefaultReactiveTokens(Transport transport) {
		this.transport = transport;
	}

	@Override
	public ReactiveTokens with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveTokens(this.transport.withoutTransactions(options));
	}

	@Override
	public Mono<MintedToken> mintForDatabase(String database, TokenScope scope, @Nullable Duration ttl) {
		return mint(() -> MintOperations.mintForDatabase(database, scope, ttl));
	}

	@Override
	public Mono<MintedToken> mintForNamespace(String namespace, TokenScope scope, @Nullable Duration ttl) {
		return mint(() -> MintOperations.mintForNamespace(namespace, scope, ttl));
	}

	private Mono<MintedToken> mint(Supplier<Call<MintAnswer>> call) {
		return Mono.defer(() -> {
			Instant start = Instant.now();
			return this.transport.send(call).map((answer) -> MintedToken.of(answer, start));
		});
	}

}
