package ai.memoturn.client.testing;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.Arguments;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a call must put on the wire, byte for byte.
 *
 * @param <T> what the call is made on
 * @param method the HTTP method
 * @param path the target, without what the caller of {@link #check} adds
 * @param body the body, empty for none
 * @param call makes the call
 */
public record ExpectedRequest<T>(String method, String path, String body, Consumer<T> call) {

	/**
	 * Check what was sent.
	 * @param sent the request
	 * @param base what comes before the path
	 * @param query the first query parameter, with its question mark, or nothing
	 */
	public void check(ReceivedRequest sent, String base, String query) {
		String path = query.isEmpty() ? this.path
				: this.path.contains("?") ? this.path.replace("?", query + "&") : this.path + query;
		assertThat(sent.method()).isEqualTo(this.method);
		assertThat(sent.target()).isEqualTo(base + path);
		assertThat(sent.body()).isEqualTo(this.body);
		assertThat(sent.header("content-type").orElse("")).isEqualTo(contentType());
	}

	// Only values of keys are put, and they are bytes.
	private String contentType() {
		if (this.method.equals("PUT")) {
			return "application/octet-stream";
		}
		return this.body.isEmpty() ? "" : "application/json";
	}

	public static Stream<Arguments> onBothFaces(ExpectedRequest<?>... requests) {
		return Arrays.stream(requests)
			.flatMap((request) -> Arrays.stream(Face.values()).map((face) -> Arguments.of(face, request)));
	}

	@Override
	public String toString() {
		return this.method + " " + this.path + " " + this.body;
	}

}
