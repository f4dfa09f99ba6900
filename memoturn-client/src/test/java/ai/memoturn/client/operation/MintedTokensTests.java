package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.credential.TokenRequest;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.operation.MintOperations.MintAnswer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for when {@link MintedTokens} renew.
 */
@SuppressWarnings("NullAway") // loses the nullness of type arguments here
class MintedTokensTests {

	private static final TokenRequest RECALL = new TokenRequest("acme", "acme--alice", TokenScope.READ);

	private static final int WAITERS = 1000;

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final AtomicInteger minted = new AtomicInteger();

	private final MintedTokens tokens = new MintedTokens(TokenMinting.perNamespace().lifetime(Duration.ofSeconds(100)),
			(call) -> Mono.fromSupplier(() -> new MintAnswer("token-" + this.minted.incrementAndGet(), 100)),
			this.now::get);

	@Test
	void aTokenShouldBeRenewedShortlyBeforeItExpires() {
		assertThat(this.tokens.token(RECALL).block()).isEqualTo("token-1");
		pass(Duration.ofSeconds(89));
		assertThat(this.tokens.token(RECALL).block()).isEqualTo("token-1");
		pass(Duration.ofSeconds(1));
		assertThat(this.tokens.token(RECALL).block()).isEqualTo("token-2");
	}

	@Test
	void allWhoFindATokenExpiredShouldWaitForOneRenewal() throws Exception {
		Sinks.One<MintAnswer> answer = Sinks.one();
		AtomicInteger asked = new AtomicInteger();
		MintedTokens slow = new MintedTokens(TokenMinting.perNamespace(), (call) -> Mono.defer(() -> {
			asked.incrementAndGet();
			return answer.asMono();
		}), this.now::get);
		ExecutorService threads = Executors.newFixedThreadPool(32);
		try {
			List<CompletableFuture<String>> waiting = IntStream.range(0, WAITERS)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> slow.token(RECALL).toFuture(), threads)
					.thenCompose((token) -> token))
				.toList();
			answer.tryEmitValue(new MintAnswer("the-one", 3600));
			for (CompletableFuture<String> token : waiting) {
				assertThat(token.get(20, TimeUnit.SECONDS)).isEqualTo("the-one");
			}
			assertThat(asked).hasValue(1);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void onlyTheTokenThatWasRefusedShouldBeReplaced() {
		assertThat(this.tokens.token(RECALL).block()).isEqualTo("token-1");
		assertThat(this.tokens.renew(RECALL, "token-1").block()).isEqualTo("token-2");
		// Somebody else's attempt with the old one comes back late.
		assertThat(this.tokens.renew(RECALL, "token-1").block()).isEqualTo("token-2");
		assertThat(this.tokens.token(RECALL).block()).isEqualTo("token-2");
	}

	@Test
	void aCancelledWaiterShouldNotTakeTheTokenFromTheOthers() {
		Sinks.One<MintAnswer> answer = Sinks.one();
		MintedTokens slow = new MintedTokens(TokenMinting.perNamespace(), (call) -> answer.asMono(), this.now::get);
		slow.token(RECALL).subscribe().dispose();
		CompletableFuture<String> other = slow.token(RECALL).toFuture();
		answer.tryEmitValue(new MintAnswer("the-one", 3600));
		assertThat(other).isCompletedWithValue("the-one");
	}

	@Test
	void nothingShouldPrintAToken() {
		assertThat(new MintAnswer("canary", 1).toString()).doesNotContain("canary");
		assertThat(this.tokens.token(RECALL).map(String::length).block()).isEqualTo(7);
		assertThat(this.tokens.toString()).doesNotContain("token-1");
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

}
