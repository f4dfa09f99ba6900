package ai.memoturn.client.operation;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import ai.memoturn.client.error.ErrorCodes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * A whole answer of the node.
 */
public final class Answer {

	private static final String TXID = "Memoturn-Txid";

	private static final int MAX_TEXT = 300;

	private static final byte[] NO_BODY = new byte[0];

	private final int status;

	private final HttpHeaders headers;

	private final byte[] body;

	private final int attempt;

	private final long floor;

	Answer(ResponseEntity<byte[]> response, int attempt, long floor) {
		byte[] body = response.getBody();
		this.status = response.getStatusCode().value();
		this.headers = response.getHeaders();
		this.body = (body != null) ? body : NO_BODY;
		this.attempt = attempt;
		this.floor = floor;
	}

	int status() {
		return this.status;
	}

	public boolean isNotFound() {
		return this.status == 404;
	}

	/**
	 * Return whether there is no such database or branch, which is more than that
	 * something in it was not found.
	 * @return {@code true} if the node says so
	 */
	boolean isUnknownDatabase() {
		Envelope envelope = isNotFound() ? envelope() : null;
		return envelope != null && (envelope.code().equals(ErrorCodes.DATABASE_NOT_FOUND)
				|| envelope.code().equals(ErrorCodes.BRANCH_NOT_FOUND));
	}

	/**
	 * Return whether the request had been sent before, so that what it asks for may have
	 * been done by then.
	 * @return {@code true} from the second attempt on
	 */
	public boolean isRepeated() {
		return this.attempt > 1;
	}

	/**
	 * Return whether this answer shows an older state than was asked for.
	 * @return {@code true} if its transaction id is below the floor of the request
	 */
	public boolean isStale() {
		Long txid = (this.floor > 0) ? txid(null) : null;
		return txid != null && txid < this.floor;
	}

	/**
	 * Read the body as JSON.
	 * @param <T> the type
	 * @param type what the body must be
	 * @return the body, never {@code null}
	 */
	public <T> T read(Class<T> type) {
		T value = Json.read(this.body, type);
		if (value == null) {
			throw new IllegalStateException("null in place of " + type.getSimpleName());
		}
		return value;
	}

	/**
	 * Return the body as it came.
	 * @return the bytes, not copied
	 */
	public byte[] bytes() {
		return this.body;
	}

	/**
	 * Return the body as text.
	 * @return the text
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Return a header of the protocol.
	 * @param name the header
	 * @return its value; {@code null} when it is not there, or not once
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.getOrEmpty(name);
		return (values.size() == 1) ? values.get(0) : null;
	}

	/**
	 * Return the transaction id of this answer.
	 * @param inBody the one that the body names, if any
	 * @return the header's if it is a single valid one, else the body's
	 */
	public @Nullable Long txid(@Nullable Long inBody) {
		String value = header(TXID);
		if (value != null) {
			try {
				long txid = Long.parseLong(value);
				if (txid >= 0) {
					return txid;
				}
			}
			catch (NumberFormatException ex) {
				// Not a txid, so the body's counts.
			}
		}
		return inBody;
	}

	/**
	 * Return the transaction id of this answer for values that always have one.
	 * @param inBody the one that the body names, if any
	 * @return as of {@link #txid(Long)}, 0 when there is none
	 */
	public long txidOrZero(@Nullable Long inBody) {
		Long txid = txid(inBody);
		return (txid != null) ? txid : 0;
	}

	/**
	 * Return what time the node says it is.
	 * @return the time in whole seconds; {@code null} when it says none that can be read
	 */
	public @Nullable Instant date() {
		try {
			long millis = this.headers.getFirstDate(HttpHeaders.DATE);
			return (millis >= 0) ? Instant.ofEpochMilli(millis) : null;
		}
		catch (IllegalArgumentException ex) {
			// Not a date, which is no reason to fail.
			return null;
		}
	}

	@Nullable Duration retryAfter(Clock clock) {
		return RetryAfter.parse(this.headers.getOrEmpty(HttpHeaders.RETRY_AFTER), clock);
	}

	/**
	 * Return the error envelope of the protocol.
	 * @return the envelope, {@code null} when the body is anything else
	 */
	@Nullable Envelope envelope() {
		try {
			if (Json.read(this.body, Object.class) instanceof Map<?, ?> map && map.get("error") instanceof String error
					&& map.get("code") instanceof String code) {
				return new Envelope(error, code);
			}
		}
		catch (JacksonException ex) {
			// Something else answered, or the framework in front of the node.
		}
		return null;
	}

	/**
	 * Return what the body says, fit for a message.
	 * @return bounded printable text, empty for a page or nothing
	 */
	String gist() {
		Envelope envelope = envelope();
		String text = (envelope != null) ? envelope.error() : text().strip();
		return (envelope == null && text.startsWith("<")) ? "" : Checks.printable(text, MAX_TEXT);
	}

	/**
	 * The protocol's error body.
	 *
	 * @param error what happened, for people
	 * @param code what happened, for programs
	 */
	record Envelope(String error, String code) {

	}

}
