package ai.memoturn.client.token;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.MintOperations;
import ai.memoturn.client.operation.MintOperations.MintAnswer;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of {@link MintOperations}.
 */
final class DefaultTokens implements Tokens {

	private final Transport transport;

	DefaultTokens(Transport transport) {
		this.transport = transport;
	}

	@Override
	public Tokens with(UnaryOperator<CallOptions> options) {
		return new DefaultTokens(this.transport.withoutTransactions(options));
	}

	@Override
	public MintedToken mintForDatabase(String database, TokenScope scope, @Nullable Duration ttl) {
		return mint(MintOperations.mintForDatabase(database, scope, ttl));
	}

	@Override
	public MintedToken mintForNamespace(String namespace, TokenScope scope, @Nullable Duration ttl) {
		return mint(MintOperations.mintForNamespace(namespace, scope, ttl));
	}

	private MintedToken mint(Call<MintAnswer> call) {
		Instant start = Instant.now();
		return MintedToken.of(this.transport.call(call), start);
	}

}
