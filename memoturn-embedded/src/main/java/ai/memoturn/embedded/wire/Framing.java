package ai.memoturn.embedded.wire;

import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Refuses messages whose end two readers could see in different places. The codec has
 * refused the rest before.
 */
final class Framing {

	private Framing() {
	}

	static @Nullable Reply check(HttpVersion version, HttpHeaders headers) {
		if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
			return Failures.invalid("only HTTP/1.1 is served").closing();
		}
		List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
		boolean chunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
		boolean length = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
		if ((!codings.isEmpty() && !chunked) || (chunked && length)) {
			return Failures.invalid("the request's Transfer-Encoding is not supported").closing();
		}
		return null;
	}

	/**
	 * Return the announced length of the body.
	 * @param headers the request's headers
	 * @return the length, 0 where none is announced
	 */
	static long contentLength(HttpHeaders headers) {
		String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
		try {
			return (length != null) ? Long.parseLong(length) : 0;
		}
		catch (NumberFormatException ex) {
			// The codec accepts no length that is not a number, so this one is huge.
			return Long.MAX_VALUE;
		}
	}

}
