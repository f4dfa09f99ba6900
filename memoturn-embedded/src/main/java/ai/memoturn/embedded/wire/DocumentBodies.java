package ai.memoturn.embedded.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import ai.memoturn.embedded.document.FindQuery;
import ai.memoturn.embedded.document.NewDocument;
import ai.memoturn.embedded.json.JsonKind;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.MemberOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of the document routes (protocol, database, section 3): shapes and
 * types, no rules.
 */
final class DocumentBodies {

	private static final long DEFAULT_LIMIT = 100;

	private static final String NULL = "null";

	private DocumentBodies() {
	}

	static List<NewDocument> insert(JsonReader json) {
		List<NewDocument> documents = new ArrayList<>();
		if (!json.beginObject()) {
			return documents;
		}
		int seen = 0;
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			if (field.equals("docs")) {
				seen = json.once(seen, 0);
				documents.clear();
				if (json.beginArray()) {
					while (json.nextElement()) {
						documents.add(document(json));
					}
				}
			}
			else {
				json.skip();
			}
		}
		MemoryBodies.require(json, seen, 0, "docs");
		return documents;
	}

	/** What is no document is a rule's business: it comes after the look for where to. */
	private static NewDocument document(JsonReader json) {
		if (json.kind() != JsonKind.OBJECT) {
			json.skip();
			return NewDocument.none("must be an object");
		}
		String id = null;
		boolean wrongId = false;
		SortedMap<String, String> members = new TreeMap<>(MemberOrder.BY_CODE_POINT);
		json.beginObject();
		for (String name = json.nextField(); name != null; name = json.nextField()) {
			if (name.equals("_id")) {
				wrongId = json.kind() != JsonKind.STRING;
				id = wrongId ? null : json.string();
			}
			members.put(name, json.canonical());
		}
		return wrongId ? NewDocument.none("must have a string as its _id, or none") : NewDocument.of(id, members);
	}

	static FindQuery find(JsonReader json) {
		String filter = null;
		String sort = null;
		Long limit = null;
		Long skip = null;
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "filter" -> {
					seen = json.once(seen, 0);
					filter = optional(json);
				}
				case "sort" -> {
					seen = json.once(seen, 1);
					sort = optional(json);
				}
				case "limit" -> {
					seen = json.once(seen, 2);
					limit = json.optionalUnsigned32();
				}
				case "skip" -> {
					seen = json.once(seen, 3);
					skip = json.optionalUnsigned32();
				}
				default -> json.skip();
			}
		}
		return new FindQuery(filter, sort, (limit != null) ? limit : DEFAULT_LIMIT, (skip != null) ? skip : 0);
	}

	private static @Nullable String optional(JsonReader json) {
		return json.isNull() ? null : json.canonical();
	}

	static Change update(JsonReader json) {
		return change(json, true);
	}

	static Change delete(JsonReader json) {
		return change(json, false);
	}

	private static Change change(JsonReader json, boolean update) {
		String filter = NULL;
		String how = NULL;
		boolean multi = false;
		int seen = 0;
		if (json.beginObject()) {
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				// What update knows and delete does not is unknown to delete.
				switch ((update || !field.equals("update")) ? field : "") {
					case "filter" -> {
						seen = json.once(seen, 0);
						filter = json.canonical();
					}
					case "update" -> {
						seen = json.once(seen, 1);
						how = json.canonical();
					}
					case "multi" -> {
						seen = json.once(seen, 2);
						multi = json.bool();
					}
					default -> json.skip();
				}
			}
			MemoryBodies.require(json, seen, 0, "filter");
			if (update) {
				MemoryBodies.require(json, seen, 1, "update");
			}
		}
		return new Change(filter, how, multi);
	}

	static String index(JsonReader json) {
		String path = null;
		int seen = 0;
		if (json.beginObject()) {
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				if (field.equals("path")) {
					seen = json.once(seen, 0);
					path = json.string();
				}
				else {
					json.skip();
				}
			}
			MemoryBodies.require(json, seen, 0, "path");
		}
		// Without one there was a complaint, and this is never used.
		return (path != null) ? path : "";
	}

	/**
	 * What an update or a deletion asks for.
	 *
	 * @param filter canonical text of the filter
	 * @param update canonical text of the update
	 * @param multi whether it is about all documents that match
	 */
	record Change(String filter, String update, boolean multi) {
	}

}
