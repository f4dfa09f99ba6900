package ai.memoturn.embedded.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import ai.memoturn.embedded.json.InvalidValueException;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.json.MalformedJsonException;
import ai.memoturn.embedded.json.WrongShapeException;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a provider: a JSON document goes there, another comes back. A
 * redirection is not followed, since content would go where nobody has allowed it to go.
 */
final class JsonEndpoint {

	private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

	private final HttpClient client;

	private final HttpRequest template;

	private final Duration limit;

	/**
	 * Create an operation.
	 * @param address its address
	 * @param limit how long a call may take as a whole
	 * @param headers names and values in turn
	 */
	JsonEndpoint(URI address, Duration limit, String... headers) {
		this.client = HttpClient.newBuilder()
			// With the later one, plain connections would ask to be upgraded.
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout((limit.compareTo(CONNECT_LIMIT) < 0) ? limit : CONNECT_LIMIT)
			.build();
		this.template = HttpRequest.newBuilder(address)
			.headers(headers)
			.header("Content-Type", "application/json")
			.build();
		this.limit = limit;
	}

	/**
	 * Send a document and read what comes back.
	 * @param body the document
	 * @param mostBytes how large the answer may be
	 * @param decoder reads the answer
	 * @return what the decoder returned
	 * @throws ProviderException if there is no answer in time, or not the one expected
	 */
	<T> T post(JsonWriter body, int mostBytes, Function<JsonReader, T> decoder) {
		HttpRequest request = HttpRequest.newBuilder(this.template, (name, value) -> true)
			.POST(HttpRequest.BodyPublishers.ofByteArray(body.toUtf8()))
			.build();
		HttpResponse<byte[]> response = await(
				this.client.sendAsync(request, (head) -> new AnswerBody(isSuccess(head.statusCode()) ? mostBytes : 0)));
		if (!isSuccess(response.statusCode())) {
			throw new ProviderException("answered with status " + response.statusCode());
		}
		if (response.body().length > mostBytes) {
			throw new ProviderException("answered with more than " + mostBytes + " bytes");
		}
		return read(response.body(), decoder);
	}

	private static boolean isSuccess(int status) {
		return status >= 200 && status < 300;
	}

	private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer) {
		try {
			return answer.get(this.limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new ProviderException("gave no complete answer within " + this.limit.toMillis() + " ms");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProviderException("was not waited for any longer");
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
		finally {
			// Where it is not done, this closes the connection.
			answer.cancel(true);
		}
	}

	private static ProviderException failure(@Nullable Throwable cause) {
		if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
			return new ProviderException("could not be reached", cause);
		}
		return new ProviderException((cause instanceof IOException)
				? "broke the connection or did not speak HTTP (" + cause.getClass().getSimpleName() + ")"
				: "could not be called", cause);
	}

	/**
	 * Read JSON that a provider has sent.
	 * @throws ProviderException if it is not what the decoder expects
	 */
	static <T> T read(byte[] json, Function<JsonReader, T> decoder) {
		try {
			return JsonReader.readStrict(json, json.length, decoder);
		}
		catch (MalformedJsonException | WrongShapeException | InvalidValueException ex) {
			throw new ProviderException("answered with what is not expected of it: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Read a string of what a provider has sent.
	 */
	static String text(JsonReader json) {
		// A strict reader throws where there is none.
		return Objects.requireNonNull(json.string());
	}

	/**
	 * Collects a body and gives up as soon as there is more than is wanted of it.
	 */
	private static final class AnswerBody implements BodySubscriber<byte[]> {

		private final CompletableFuture<byte[]> result = new CompletableFuture<>();

		private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

		private final int most;

		private Flow.@Nullable Subscription subscription;

		AnswerBody(int most) {
			this.most = most;
		}

		@Override
		public CompletionStage<byte[]> getBody() {
			return this.result;
		}

		@Override
		public void onSubscribe(Flow.Subscription newSubscription) {
			this.subscription = newSubscription;
			newSubscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(List<ByteBuffer> pieces) {
			for (ByteBuffer piece : pieces) {
				byte[] bytes = new byte[Math.min(piece.remaining(), this.most + 1 - this.collected.size())];
				piece.get(bytes);
				this.collected.writeBytes(bytes);
			}
			if (this.collected.size() > this.most) {
				if (this.subscription != null) {
					this.subscription.cancel();
				}
				this.result.complete(this.collected.toByteArray());
			}
		}

		@Override
		public void onError(Throwable failure) {
			this.result.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			this.result.complete(this.collected.toByteArray());
		}

	}

}
