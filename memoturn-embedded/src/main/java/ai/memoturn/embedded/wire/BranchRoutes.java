package ai.memoturn.embedded.wire;

import java.util.List;

import ai.memoturn.embedded.branch.BranchService;
import ai.memoturn.embedded.branch.ForkedBranch;
import ai.memoturn.embedded.branch.ListedBranch;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.Rewound;
import org.jspecify.annotations.Nullable;

/**
 * The routes of branches (protocol, branching and control, sections 5 to 7). Of the
 * database's spec only the name counts.
 */
final class BranchRoutes {

	private static final String BRANCHES = "/v1/db/{database}/branches";

	private static final String BRANCH = BRANCHES + "/{branch}";

	private final BranchService branches;

	BranchRoutes(BranchService branches) {
		this.branches = branches;
	}

	List<Route> routes() {
		return List.of(Route.post(BRANCHES, Route.Body.LENIENT, Route.Limit.QUERY, this::fork),
				Route.get(BRANCHES, this::list), Route.delete(BRANCH, this::delete),
				Route.post(BRANCH + "/checkpoint", Route.Body.LENIENT, Route.Limit.QUERY, this::checkpoint),
				Route.post(BRANCH + "/rewind", Route.Body.LENIENT, Route.Limit.QUERY, this::rewind));
	}

	private Reply fork(Request request) {
		NewBranch asked = request.read(BranchRoutes::newBranch);
		ForkedBranch forked = this.branches.fork(database(request), asked.name(), asked.from(), asked.ttl());
		JsonWriter json = new JsonWriter(128);
		json.beginObject().name("branch").value(forked.branch()).name("parent").value(forked.parent());
		json.name("fork_txid").value(forked.forkTxid());
		json.name("ttl_at").value(forked.ttlAt()).name("spec").value(forked.spec()).endObject();
		return Reply.json(201, json);
	}

	private Reply list(Request request) {
		List<ListedBranch> entries = this.branches.list(database(request));
		JsonWriter json = new JsonWriter(64 + 128 * entries.size());
		json.beginObject().name("branches").beginArray();
		for (ListedBranch entry : entries) {
			json.beginObject().name("db_name").value(entry.database()).name("branch").value(entry.name());
			json.name("ttl_at").value(entry.ttlAt()).name("created_at").value(entry.createdAt()).endObject();
		}
		return Reply.json(200, json.endArray().endObject());
	}

	private Reply delete(Request request) {
		this.branches.delete(database(request), request.variable("branch"));
		return Reply.empty(204);
	}

	private Reply checkpoint(Request request) {
		String name = request.read((json) -> text(json, "name"));
		long txid = this.branches.checkpoint(database(request), request.variable("branch"), name);
		JsonWriter json = new JsonWriter(64 + name.length());
		json.beginObject().name("checkpoint").value(name).name("txid").value(txid).endObject();
		return Reply.json(200, json).withTxid(txid);
	}

	private Reply rewind(Request request) {
		String to = request.read((json) -> text(json, "to"));
		Rewound rewound = this.branches.rewind(database(request), request.variable("branch"), to);
		JsonWriter json = new JsonWriter(64);
		json.beginObject().name("rewound_to").value(rewound.txid()).name("epoch").value(rewound.epoch()).endObject();
		return Reply.json(200, json).withTxid(rewound.txid());
	}

	private static String database(Request request) {
		return DatabaseSpec.parse(request.variable("database")).name();
	}

	private static NewBranch newBranch(JsonReader json) {
		String name = null;
		String from = null;
		Long ttl = null;
		int seen = 0;
		if (json.beginObject()) {
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				switch (field) {
					case "name" -> {
						seen = json.once(seen, 0);
						name = json.string();
					}
					case "from" -> {
						seen = json.once(seen, 1);
						from = json.optionalString();
					}
					case "ttl" -> {
						seen = json.once(seen, 2);
						ttl = json.optionalUnsigned();
					}
					default -> json.skip();
				}
			}
			MemoryBodies.require(json, seen, 0, "name");
		}
		// Without it there was a complaint, and this is never used.
		return new NewBranch((name != null) ? name : "", from, ttl);
	}

	/**
	 * Read a body of one field.
	 */
	private static String text(JsonReader json, String wanted) {
		String text = null;
		int seen = 0;
		if (json.beginObject()) {
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				if (field.equals(wanted)) {
					seen = json.once(seen, 0);
					text = json.string();
				}
				else {
					json.skip();
				}
			}
			MemoryBodies.require(json, seen, 0, wanted);
		}
		return (text != null) ? text : "";
	}

	/**
	 * What a fork is asked for.
	 *
	 * @param name the new branch's name
	 * @param from the branch to fork
	 * @param ttl seconds, unsigned
	 */
	private record NewBranch(String name, @Nullable String from, @Nullable Long ttl) {
	}

}
