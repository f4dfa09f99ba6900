package ai.memoturn.embedded.wire;

import java.util.List;

import ai.memoturn.embedded.audit.AuditEvent;
import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.erasure.Coupon;
import ai.memoturn.embedded.erasure.ErasureService;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.memory.MemoryTarget;
import ai.memoturn.embedded.memory.ProfileAddress;

/**
 * The routes of erasures (protocol, security and governance, 5.1 and 5.2).
 */
final class ErasureRoutes {

	private static final String ERASURES = "/v1/memory/{namespace}/{profile}/erasures";

	private final ErasureService erasures;

	private final AuditTrail audit;

	ErasureRoutes(ErasureService erasures, AuditTrail audit) {
		this.erasures = erasures;
		this.audit = audit;
	}

	List<Route> routes() {
		return List.of(Route.post(ERASURES, Route.Body.LENIENT, Route.Limit.QUERY, this::erase).asWrite(),
				Route.get(ERASURES, this::list), Route.get(ERASURES + "/{id}", this::get));
	}

	private Reply erase(Request request) {
		MemoryTarget target = request.read(ErasureRoutes::target);
		Coupon coupon = erase(request, target);
		JsonWriter json = new JsonWriter(128).beginObject()
			.name("erasure_id")
			.value(coupon.id())
			.name("status")
			.value(coupon.status())
			.name("txid")
			.value(coupon.txid())
			.name("grace_until")
			.value(coupon.graceUntil())
			.endObject();
		return Reply.json(202, json).withTxid(coupon.txid());
	}

	/**
	 * Erase something of the profile that a request goes to, and record it.
	 */
	Coupon erase(Request request, MemoryTarget target) {
		ProfileAddress address = MemoryRoutes.address(request);
		Coupon coupon = this.erasures.request(address, target);
		this.audit.record(AuditGate.PROFILE,
				AuditEvent.of("erasure.requested", address.namespace(), address.profile(), request.caller())
					.at(address.branch(), coupon.txid())
					.on(coupon.id())
					.counting(coupon.memories()));
		return coupon;
	}

	private Reply list(Request request) {
		List<Coupon> coupons = this.erasures.list(request.variable("namespace"), request.variable("profile"));
		JsonWriter json = new JsonWriter(64 + 512 * coupons.size()).beginObject().name("erasures").beginArray();
		coupons.forEach((coupon) -> coupon.writeTo(json));
		return Reply.json(200, json.endArray().endObject());
	}

	private Reply get(Request request) {
		Coupon coupon = this.erasures.get(request.variable("namespace"), request.variable("profile"),
				request.variable("id"));
		JsonWriter json = new JsonWriter(1024);
		coupon.writeTo(json);
		return Reply.json(200, json);
	}

	private static MemoryTarget target(JsonReader json) {
		if (!json.beginObject()) {
			return new MemoryTarget(null, null, null, null, false);
		}
		String memoryId = null;
		String topicKey = null;
		String type = null;
		String sessionId = null;
		boolean turns = false;
		int seen = 0;
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "memory_id" -> {
					seen = json.once(seen, 0);
					memoryId = json.optionalString();
				}
				case "topic_key" -> {
					seen = json.once(seen, 1);
					topicKey = json.optionalString();
				}
				case "type" -> {
					seen = json.once(seen, 2);
					type = json.optionalString();
				}
				case "session_id" -> {
					seen = json.once(seen, 3);
					sessionId = json.optionalString();
				}
				case "turns" -> {
					seen = json.once(seen, 4);
					turns = json.bool();
				}
				default -> json.skip();
			}
		}
		return new MemoryTarget(memoryId, topicKey, type, sessionId, turns);
	}

}
