package ai.memoturn.embedded.audit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import ai.memoturn.embedded.database.NameRule;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.AuditFilter;
import ai.memoturn.embedded.store.AuditPage;
import ai.memoturn.embedded.store.GovernanceFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the audit streams. What is still queued is not there yet.
 */
public final class AuditStream {

	private static final Pattern POSITION = Pattern.compile("p(0|[1-9][0-9]{0,17})");

	private static final int MOST_EVENTS = 1000;

	private final GovernanceFile file;

	public AuditStream(GovernanceFile file) {
		this.file = file;
	}

	/**
	 * Read a page.
	 * @param query which events
	 * @return the page, empty and complete if the namespace is unknown
	 * @throws Fault {@code invalid_request} for an invalid name or cursor,
	 * {@code unavailable} if storage fails
	 */
	public Page read(Query query) {
		if (!NameRule.accepts(query.namespace())) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid namespace");
		}
		long after = (query.cursor() != null) ? position(query.cursor()) : 0;
		String action = query.action();
		boolean prefix = action != null && action.endsWith(".");
		AuditPage page = this.file.read(
				new AuditFilter(query.namespace(), query.from(), query.to(), prefix ? null : action,
						prefix ? action : null, query.profile(), query.outcome()),
				after, (int) Math.min(query.limit(), MOST_EVENTS));
		return new Page(page.texts(), page.complete() ? null : cursor(page.last()));
	}

	private static String cursor(long position) {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(("p" + position).getBytes(StandardCharsets.US_ASCII));
	}

	private static long position(String cursor) {
		try {
			String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
			if (POSITION.matcher(text).matches()) {
				return Long.parseLong(text.substring(1));
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw new Fault(FaultCode.INVALID_REQUEST, "invalid cursor");
	}

	/**
	 * Which events to read.
	 *
	 * @param namespace whose stream
	 * @param from from when on, Unix milliseconds
	 * @param to until when, inclusive
	 * @param action which action, or how it begins if this ends in a dot
	 * @param profile which profile
	 * @param outcome which outcome
	 * @param limit how many at most; more than 1000 counts as 1000
	 * @param cursor where the previous page ended
	 */
	public record Query(String namespace, long from, long to, @Nullable String action, @Nullable String profile,
			@Nullable String outcome, long limit, @Nullable String cursor) {
	}

	/**
	 * A page of events.
	 *
	 * @param events the events as JSON text, oldest first
	 * @param nextCursor where the next page begins, {@code null} if there is none
	 */
	public record Page(List<String> events, @Nullable String nextCursor) {
	}

}
