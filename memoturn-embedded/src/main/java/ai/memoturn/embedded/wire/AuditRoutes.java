package ai.memoturn.embedded.wire;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import ai.memoturn.embedded.audit.AuditStream;
import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * The route of audit streams (protocol, security and governance, 4.1).
 */
final class AuditRoutes {

	private static final Set<String> PARAMETERS = Set.of("from", "to", "action", "profile", "outcome", "limit",
			"cursor");

	private static final long DEFAULT_LIMIT = 100;

	private static final long DEFAULT_RANGE = TimeUnit.DAYS.toMillis(1);

	private final AuditStream stream;

	private final InstantSource clock;

	AuditRoutes(AuditStream stream, InstantSource clock) {
		this.stream = stream;
		this.clock = clock;
	}

	List<Route> routes() {
		return List.of(Route.get("/v1/namespaces/{namespace}/audit", this::read).asControl());
	}

	private Reply read(Request request) {
		AuditStream.Query query;
		try {
			query = query(request);
		}
		catch (NumberFormatException ex) {
			return Reply.text(400, "Failed to deserialize query string: from, to and limit must be integers, and no "
					+ "parameter may be given twice");
		}
		AuditStream.Page page = this.stream.read(query);
		JsonWriter json = new JsonWriter(64 + 384 * page.events().size()).beginObject().name("events").beginArray();
		page.events().forEach(json::raw);
		json.endArray()
			.name("next_cursor")
			.value(page.nextCursor())
			.name("complete")
			.raw(Boolean.toString(page.nextCursor() == null));
		return Reply.json(200, json.endObject());
	}

	private AuditStream.Query query(Request request) {
		if (PARAMETERS.stream().anyMatch(request::repeatsQuery)) {
			throw new NumberFormatException();
		}
		Long to = number(request.query("to"));
		long until = (to != null) ? to : this.clock.millis();
		Long from = number(request.query("from"));
		long earliest = Math.max(until, Long.MIN_VALUE + DEFAULT_RANGE) - DEFAULT_RANGE;
		String limit = request.query("limit");
		return new AuditStream.Query(request.variable("namespace"), (from != null) ? from : earliest, until,
				request.query("action"), request.query("profile"), request.query("outcome"),
				(limit != null) ? Integer.toUnsignedLong(Integer.parseUnsignedInt(ascii(limit))) : DEFAULT_LIMIT,
				request.query("cursor"));
	}

	private static @Nullable Long number(@Nullable String text) {
		return (text != null) ? Long.valueOf(ascii(text)) : null;
	}

	/** The parsers also take the digits of other scripts. */
	private static String ascii(String text) {
		if (!text.chars().allMatch((c) -> c < 0x80)) {
			throw new NumberFormatException();
		}
		return text;
	}

}
