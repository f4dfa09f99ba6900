package ai.memoturn.embedded.wire;

import java.util.List;

import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.memory.ExportedPage;
import ai.memoturn.embedded.memory.ImportedLines;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.memory.ProfileTransfer;
import org.jspecify.annotations.Nullable;

/**
 * Two routes that the protocol does not have, because nothing in it lists memories or
 * shows vectors: {@code GET .../export} and {@code POST .../import} of a profile, both
 * for admin tokens. Described in {@code docs/profile-format.md}.
 */
final class TransferRoutes {

	private final ProfileTransfer transfer;

	private final AuditTrail audit;

	TransferRoutes(ProfileTransfer transfer, AuditTrail audit) {
		this.transfer = transfer;
		this.audit = audit;
	}

	List<Route> routes() {
		return List.of(Route.get(MemoryRoutes.PROFILE + "/export", this::export),
				Route.post(MemoryRoutes.PROFILE + "/import", Route.Body.LENIENT, Route.Limit.DATA, this::importLines)
					.asWrite());
	}

	private Reply export(Request request) {
		ProfileAddress address = MemoryRoutes.address(request);
		ExportedPage page = this.transfer.export(address, request.query("after"));
		this.audit.record(AuditGate.PROFILE,
				MemoryRoutes.event("memory.export", request, address, page.txid()).counting(page.memories()));
		JsonWriter json = new JsonWriter(1024 * page.lines().size());
		json.beginObject().name("lines").beginArray();
		page.lines().forEach(json::value);
		json.endArray().name("memories").value((long) page.memories()).name("sessions").value((long) page.sessions());
		json.name("next").value(page.next()).name("txid").value(page.txid()).endObject();
		return Reply.json(200, json).withTxid(page.txid());
	}

	private Reply importLines(Request request) {
		Body body = request.read(Body::read);
		if (body.firstLine < 1 || body.stored < 0) {
			throw new Fault(FaultCode.INVALID_REQUEST, "first_line must be 1 or more, stored 0 or more");
		}
		ProfileAddress address = MemoryRoutes.address(request);
		if (body.checkOnly) {
			return reply(this.transfer.check(body.lines, body.firstLine));
		}
		ImportedLines imported = this.transfer.importLines(address, body.lines, body.firstLine, body.stored,
				request.durable(), () -> request.requireWrite(address.databaseName()));
		this.audit.record(AuditGate.PROFILE, MemoryRoutes.event("memory.import", request, address, imported.txid())
			.counting((int) imported.memories()));
		return reply(imported).withTxid(imported.txid());
	}

	private static Reply reply(ImportedLines imported) {
		JsonWriter json = new JsonWriter(128).beginObject();
		json.name("memories").value(imported.memories()).name("sessions").value(imported.sessions());
		json.name("complete").raw(Boolean.toString(imported.complete()));
		return Reply.json(200,
				json.name("stored").value(imported.stored()).name("txid").value(imported.txid()).endObject());
	}

	/**
	 * What is to be imported.
	 *
	 * @param lines some lines of a profile
	 * @param firstLine the number of the first
	 * @param stored what was answered for the lines before
	 * @param checkOnly whether only to say what is wrong with them
	 */
	private record Body(List<String> lines, long firstLine, long stored, boolean checkOnly) {

		static Body read(JsonReader json) {
			List<String> lines = List.of();
			Long firstLine = null;
			Long stored = null;
			boolean checkOnly = false;
			int seen = 0;
			if (json.beginObject()) {
				for (String field = json.nextField(); field != null; field = json.nextField()) {
					switch (field) {
						case "lines" -> {
							seen = json.once(seen, 0);
							lines = json.strings();
						}
						case "first_line" -> {
							seen = json.once(seen, 1);
							firstLine = json.optionalUnsigned();
						}
						case "stored" -> {
							seen = json.once(seen, 2);
							stored = json.optionalUnsigned();
						}
						case "check_only" -> {
							seen = json.once(seen, 3);
							checkOnly = json.bool();
						}
						default -> json.skip();
					}
				}
				MemoryBodies.require(json, seen, 0, "lines");
			}
			return new Body(lines, orElse(firstLine, 1), orElse(stored, 0), checkOnly);
		}

		private static long orElse(@Nullable Long value, long otherwise) {
			return (value != null) ? value : otherwise;
		}

	}

}
