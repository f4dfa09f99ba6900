package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.credential.TokenRequest;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.credential.TokenSource;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.operation.MintOperations.MintAnswer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Mints tokens from the platform key and keeps them, by what they cover and allow.
 */
final class MintedTokens implements TokenSource {

	/** How long a namespace's token stands in before a profile is tried again. */
	private static final Duration STAND_IN = Duration.ofSeconds(10);

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(30);

	private final TokenMinting minting;

	private final Function<Call<MintAnswer>, Mono<MintAnswer>> sender;

	private final LongSupplier nanoTime;

	private final Duration fresh;

	private final RecentlyUsed<Target, Known> entries;

	/**
	 * Create the source.
	 * @param minting how to mint
	 * @param sender sends a call with the platform key
	 * @param nanoTime tells the time
	 */
	MintedTokens(TokenMinting minting, Function<Call<MintAnswer>, Mono<MintAnswer>> sender, LongSupplier nanoTime) {
		this.minting = minting;
		this.sender = sender;
		this.nanoTime = nanoTime;
		Duration tenth = minting.lifetime().dividedBy(10);
		this.fresh = minting.lifetime().minus((tenth.compareTo(LONGEST_MARGIN) < 0) ? tenth : LONGEST_MARGIN);
		this.entries = new RecentlyUsed<>(minting.maxCached());
	}

	@Override
	public Mono<String> token(TokenRequest request) {
		return Mono.defer(() -> obtain(target(request), null)).map(Minted::token);
	}

	@Override
	public Mono<String> renew(TokenRequest request, String refused) {
		return Mono.defer(() -> obtain(target(request), refused)).map(Minted::token);
	}

	private Target target(TokenRequest request) {
		String database = request.database();
		String namespace = request.namespace();
		if (database != null && (namespace == null || this.minting.isPerProfile())) {
			return new Target(database, namespace, request.scope());
		}
		return new Target(null, namespace, request.scope());
	}

	private Mono<Minted> obtain(Target target, @Nullable String refused) {
		long now = this.nanoTime.getAsLong();
		// Nothing is sent before somebody subscribes.
		return this.entries.compute(target,
				(known) -> (known != null && !known.isSpent(now, refused)) ? known : new Known(mint(target))).minted;
	}

	private Mono<Minted> mint(Target target) {
		Duration lifetime = this.minting.lifetime();
		String namespace = target.namespace;
		if (target.database == null) {
			return send(
					MintOperations.mintForNamespace(Checks.notNull("namespace", namespace), target.scope, lifetime));
		}
		Mono<Minted> minted = send(MintOperations.mintForDatabase(target.database, target.scope, lifetime));
		if (namespace == null) {
			return minted;
		}
		return minted.onErrorResume(NotFoundException.class,
				(ex) -> obtain(new Target(null, namespace, target.scope), null)
					.map((standIn) -> new Minted(standIn.token, this.nanoTime.getAsLong() + STAND_IN.toNanos())));
	}

	private Mono<Minted> send(Call<MintAnswer> call) {
		return this.sender.apply(call)
			.map((answer) -> new Minted(answer.token(), this.nanoTime.getAsLong() + this.fresh.toNanos()));
	}

	/**
	 * What a token is minted for.
	 *
	 * @param database the database, {@code null} for a whole namespace
	 * @param namespace the namespace, {@code null} for a database that is no profile's
	 * @param scope what it allows
	 */
	private record Target(@Nullable String database, @Nullable String namespace, TokenScope scope) {

	}

	/**
	 * A token, or the one request for it that all wait for.
	 */
	private static final class Known {

		private final Mono<Minted> minted;

		private volatile @Nullable Minted value;

		private volatile boolean failed;

		Known(Mono<Minted> mint) {
			this.minted = mint.doOnNext((value) -> this.value = value).doOnError((ex) -> this.failed = true).cache();
		}

		boolean isSpent(long now, @Nullable String refused) {
			Minted value = this.value;
			return this.failed || (value != null && (now - value.renewAt >= 0 || value.token.equals(refused)));
		}

	}

	/**
	 * A token. No record, because it must not print.
	 */
	private static final class Minted {

		private final String token;

		private final long renewAt;

		Minted(String token, long renewAt) {
			this.token = token;
			this.renewAt = renewAt;
		}

		private String token() {
			return this.token;
		}

	}

}
