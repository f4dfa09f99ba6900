package ai.memoturn.boot.listener.position;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.memoturn.client.audit.AuditEvent;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener is in the audit stream of a namespace. The stream has no place to
 * resume from at its end, so a position is where the current pass over it began, the page
 * it is at, and what has been handled of that which the pass can still meet.
 *
 * @param listener the id of the listener
 * @param namespace the namespace of the stream
 * @param from the first time that the pass reads, in whole milliseconds
 * @param cursor the page the pass is at, {@code null} for its first
 * @param passStarted when the pass read its first page, by the clock of the listener;
 * {@code null} before the first pass
 * @param newest the largest time of a handled event, {@code null} before the first
 * @param policyRevision the revision of the namespace's policy up to which the stream is
 * known to have been recorded; {@code null} when that is not known
 * @param handled the times of handled events by {@link #key(AuditEvent)}; unmodifiable
 */
public record AuditPosition(String listener, String namespace, Instant from, @Nullable String cursor,
		@Nullable Instant passStarted, @Nullable Instant newest, @Nullable Long policyRevision,
		Map<String, Instant> handled) {

	private static final String FORMAT = "memoturn-audit-position 2";

	private static final String NONE = "-";

	public AuditPosition {
		Objects.requireNonNull(listener, "listener must not be null");
		Objects.requireNonNull(namespace, "namespace must not be null");
		Objects.requireNonNull(from, "from must not be null");
		handled = Collections.unmodifiableMap(new LinkedHashMap<>(handled));
	}

	/**
	 * Return the position of a listener that has read nothing.
	 * @param listener the id of the listener
	 * @param namespace the namespace of the stream
	 * @param from the first time to read
	 * @return the position
	 */
	public static AuditPosition begin(String listener, String namespace, Instant from) {
		return new AuditPosition(listener, namespace, from, null, null, null, null, Map.of());
	}

	/**
	 * Return what names an event in every stream: 128 bits of the SHA-256 of its node and
	 * id, in base64url.
	 * @param event the event
	 * @return the key
	 */
	public static String key(AuditEvent event) {
		byte[] digest = digest(event.node().length() + "\n" + event.node() + "\n" + event.id());
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16));
	}

	/**
	 * Return the position as text that can tell whether it was changed or cut.
	 * @return lines of ASCII
	 */
	public String encode() {
		StringBuilder text = new StringBuilder();
		line(text, FORMAT);
		line(text, this.listener);
		line(text, this.namespace);
		line(text, millis(this.from));
		line(text, (this.cursor != null) ? base64(this.cursor) : NONE);
		line(text, millis(this.passStarted));
		line(text, millis(this.newest));
		line(text, (this.policyRevision != null) ? Long.toString(this.policyRevision) : NONE);
		this.handled.forEach((key, time) -> line(text, key + " " + millis(time)));
		return text.append(checksum(text)).append('\n').toString();
	}

	/**
	 * Read a position.
	 * @param listener the id of the listener whose position it must be
	 * @param text what {@link #encode()} returned
	 * @return the position
	 * @throws UnreadablePositionException if it is anything else, or another listener's
	 */
	public static AuditPosition decode(String listener, String text) {
		int end = text.lastIndexOf('\n', text.length() - 2) + 1;
		String body = text.substring(0, end);
		if (!text.substring(end).equals(checksum(body) + "\n")) {
			throw new UnreadablePositionException(listener, "it was cut or changed");
		}
		List<String> lines = body.lines().toList();
		if (lines.size() < 8 || !lines.get(0).equals(FORMAT)) {
			throw new UnreadablePositionException(listener, "its format is unknown to this version");
		}
		if (!lines.get(1).equals(listener)) {
			throw new UnreadablePositionException(listener, "it belongs to another listener");
		}
		try {
			Map<String, Instant> handled = new LinkedHashMap<>();
			for (String line : lines.subList(8, lines.size())) {
				int space = line.indexOf(' ');
				handled.put(line.substring(0, space), Instant.ofEpochMilli(Long.parseLong(line.substring(space + 1))));
			}
			return new AuditPosition(listener, lines.get(2), Objects.requireNonNull(time(lines.get(3))),
					(!lines.get(4).equals(NONE))
							? new String(Base64.getUrlDecoder().decode(lines.get(4)), StandardCharsets.UTF_8) : null,
					time(lines.get(5)), time(lines.get(6)),
					(!lines.get(7).equals(NONE)) ? Long.valueOf(lines.get(7)) : null, handled);
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException | NullPointerException ex) {
			throw new UnreadablePositionException(listener, "a line of it is no part of a position");
		}
	}

	private static void line(StringBuilder text, String line) {
		text.append(line).append('\n');
	}

	private static String millis(@Nullable Instant time) {
		return (time != null) ? Long.toString(time.toEpochMilli()) : NONE;
	}

	private static @Nullable Instant time(String millis) {
		return (!millis.equals(NONE)) ? Instant.ofEpochMilli(Long.parseLong(millis)) : null;
	}

	private static String base64(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String checksum(CharSequence body) {
		return HexFormat.of().formatHex(digest(body.toString()));
	}

	static byte[] digest(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return "AuditPosition[listener=" + this.listener + ", namespace=" + this.namespace + ", from=" + this.from
				+ ", newest=" + this.newest + ", handled=" + this.handled.size() + "]";
	}

}
