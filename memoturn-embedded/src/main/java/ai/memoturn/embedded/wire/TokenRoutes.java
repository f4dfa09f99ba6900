package ai.memoturn.embedded.wire;

import java.util.List;
import java.util.Objects;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.access.Scope;
import ai.memoturn.embedded.audit.AuditEvent;
import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.ProfileName;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;

/**
 * The routes that mint tokens (protocol, security and governance, 1.9).
 */
final class TokenRoutes {

	private static final String MINT = "token.mint";

	private static final long DEFAULT_SECONDS = 3600;

	private final AccessControl access;

	private final DatabaseService databases;

	private final AuditTrail audit;

	TokenRoutes(AccessControl access, DatabaseService databases, AuditTrail audit) {
		this.access = access;
		this.databases = databases;
		this.audit = audit;
	}

	List<Route> routes() {
		return List.of(
				Route.post("/v1/databases/{database}/tokens", Route.Body.STRICT, Route.Limit.QUERY, this::databaseToken)
					.asControl(),
				Route
					.post("/v1/namespaces/{namespace}/tokens", Route.Body.STRICT, Route.Limit.QUERY,
							this::namespaceToken)
					.asControl());
	}

	private Reply databaseToken(Request request) {
		Wanted wanted = wanted(request);
		String database = this.databases.database(request.variable("database")).name();
		String token = this.access.databaseToken(database, wanted.scope(), wanted.seconds());
		ProfileName profile = ProfileName.ofDatabase(database);
		if (profile != null) {
			this.audit.record(AuditGate.PROFILE,
					AuditEvent.of(MINT, profile.namespace(), profile.profile(), Caller.PLATFORM).on(database + wanted));
		}
		return minted(token, wanted);
	}

	private Reply namespaceToken(Request request) {
		Wanted wanted = wanted(request);
		String namespace = request.variable("namespace");
		String token = this.access.namespaceToken(namespace, wanted.scope(), wanted.seconds());
		this.audit.record(AuditGate.NAMESPACE,
				AuditEvent.of(MINT, namespace, Caller.PLATFORM).on("ns:" + namespace + wanted));
		return minted(token, wanted);
	}

	private Wanted wanted(Request request) {
		Wanted wanted = request.read(TokenRoutes::wanted);
		this.access.requireOn();
		if (wanted.seconds() < 0) {
			throw new Fault(FaultCode.INVALID_REQUEST, "expires_in must be at most 9223372036854775807");
		}
		return wanted;
	}

	private static Wanted wanted(JsonReader json) {
		Scope scope = null;
		Long seconds = null;
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "scope" -> {
					seen = json.once(seen, 0);
					scope = Scope.of(Objects.requireNonNullElse(json.string(), ""));
					if (scope == null) {
						json.complain("must be read, write or admin");
					}
				}
				case "expires_in" -> {
					seen = json.once(seen, 1);
					seconds = json.optionalUnsigned();
				}
				default -> json.skip();
			}
		}
		MemoryBodies.require(json, seen, 0, "scope");
		// In a strict body every other way out of here is an exception.
		return new Wanted(Objects.requireNonNull(scope), (seconds != null) ? seconds : DEFAULT_SECONDS);
	}

	private static Reply minted(String token, Wanted wanted) {
		JsonWriter json = new JsonWriter(64 + token.length());
		return Reply.json(201,
				json.beginObject().name("token").value(token).name("expires_in").value(wanted.seconds()).endObject());
	}

	/**
	 * @param scope how much the token is to allow
	 * @param seconds how long it is to be valid
	 */
	private record Wanted(Scope scope, long seconds) {

		/** As it stands in the audit stream, behind what the token is for. */
		@Override
		public String toString() {
			return " scope=" + this.scope.label() + " ttl=" + this.seconds;
		}

	}

}
