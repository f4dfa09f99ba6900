package ai.memoturn.embedded.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.sql.SqlBatch;
import ai.memoturn.embedded.sql.SqlService;
import ai.memoturn.embedded.sql.SqlStatement;
import ai.memoturn.embedded.store.Versioned;
import org.jspecify.annotations.Nullable;

/**
 * The route of SQL (protocol, database, section 5).
 */
final class SqlRoutes {

	private static final String BASE64 = "$base64";

	private final SqlService sql;

	SqlRoutes(SqlService sql) {
		this.sql = sql;
	}

	List<Route> routes() {
		// Also a batch that reads may take long, and must not keep others from being
		// served.
		return List
			.of(Route.post("/v1/db/{database}/sql", Route.Body.LENIENT, Route.Limit.DATA, this::execute).asWrite());
	}

	private Reply execute(Request request) {
		SqlBatch batch = SqlBatch.of(request.read(SqlRoutes::statements));
		DatabaseSpec spec = request.spec();
		if (batch.needsWriteScope()) {
			request.requireWrite(spec.name());
		}
		Versioned<JsonWriter> answer = request.mayWrite(spec.name()) ? this.sql.execute(spec, batch, request.durable())
				: this.sql.executeReadOnly(spec, batch);
		return Reply.json(200, answer.value()).withTxid(answer.txid());
	}

	private static List<SqlStatement> statements(JsonReader json) {
		List<SqlStatement> statements = new ArrayList<>();
		if (!json.beginObject()) {
			return statements;
		}
		int seen = 0;
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			if (field.equals("stmts")) {
				seen = json.once(seen, 0);
				statements.clear();
				if (json.beginArray()) {
					while (json.nextElement()) {
						statements.add(statement(json));
					}
				}
			}
			else {
				json.skip();
			}
		}
		MemoryBodies.require(json, seen, 0, "stmts");
		return statements;
	}

	private static SqlStatement statement(JsonReader json) {
		String text = null;
		List<@Nullable Object> parameters = List.of();
		int seen = 0;
		if (json.beginObject()) {
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				switch (field) {
					case "q" -> {
						seen = json.once(seen, 0);
						text = json.string();
					}
					case "params" -> {
						seen = json.once(seen, 1);
						parameters = parameters(json);
					}
					default -> json.skip();
				}
			}
			MemoryBodies.require(json, seen, 0, "q");
		}
		// Without a text there was a complaint, and this is never used.
		return new SqlStatement((text != null) ? text : "", parameters);
	}

	private static List<@Nullable Object> parameters(JsonReader json) {
		List<@Nullable Object> parameters = new ArrayList<>();
		if (json.beginArray()) {
			while (json.nextElement()) {
				parameters.add(parameter(json));
			}
		}
		return parameters;
	}

	private static @Nullable Object parameter(JsonReader json) {
		if (!json.isStructure()) {
			Object scalar = json.scalar();
			return (scalar instanceof Boolean truth) ? Long.valueOf(truth ? 1 : 0) : scalar;
		}
		String text = json.canonical();
		String encoded = text.startsWith("{") && text.contains(BASE64) ? base64(text) : null;
		if (encoded == null) {
			return text;
		}
		try {
			if (encoded.length() % 4 == 0) {
				return Base64.getDecoder().decode(encoded);
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		json.complain("must be base64 of the standard alphabet, with padding");
		return null;
	}

	/** The member that makes an object a blob, if it is a string. */
	private static @Nullable String base64(String object) {
		byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
		return JsonReader.<@Nullable String>readStrict(bytes, bytes.length, (json) -> {
			String encoded = null;
			json.beginObject();
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				if (field.equals(BASE64) && !json.isStructure() && json.scalar() instanceof String text) {
					encoded = text;
				}
				else {
					json.skip();
				}
			}
			return encoded;
		});
	}

}
