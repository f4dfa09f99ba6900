package ai.memoturn.embedded.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.json.JsonKind;
import ai.memoturn.embedded.json.JsonReader;

/**
 * An update (protocol, database, 3.5). Applied to the text of each document: SQLite's own
 * functions would put new members last, where the protocol has them in order, and would
 * turn integers beyond 64 bits into doubles.
 */
final class Update {

	/** What a document may be nested, so that it can be sent within a request again. */
	private static final int MOST_LEVELS = 125;

	private final List<Change> changes = new ArrayList<>();

	private Update() {
	}

	/**
	 * Compile an update.
	 * @param json its canonical text, whose members are in the order in which they apply
	 * @return the update
	 * @throws Fault {@code invalid_request} if it is none
	 */
	static Update compile(String json) {
		Update update = new Update();
		return JsonReader.readText(json, update::read);
	}

	private Update read(JsonReader json) {
		if (json.kind() != JsonKind.OBJECT) {
			throw Refusal.of("update must be an object of operators");
		}
		boolean empty = true;
		json.beginObject();
		for (String name = json.nextField(); name != null; name = json.nextField()) {
			operator(json, name);
			empty = false;
		}
		if (empty) {
			throw Refusal.of("update must have an operator: $inc, $push, $set or $unset");
		}
		return this;
	}

	private void operator(JsonReader json, String name) {
		Operator operator = switch (name) {
			case "$inc" -> Operator.INC;
			case "$push" -> Operator.PUSH;
			case "$set" -> Operator.SET;
			case "$unset" -> Operator.UNSET;
			default -> throw Refusal.of(name.startsWith("$")
					? "unknown operator " + Refusal.shown(name) + " in update; there are $inc, $push, $set and $unset"
					: "update must hold operators only, not the field " + Refusal.shown(name)
							+ "; to set fields, use $set");
		};
		if (json.kind() != JsonKind.OBJECT) {
			throw Refusal.of(name + " must be an object of paths");
		}
		json.beginObject();
		for (String text = json.nextField(); text != null; text = json.nextField()) {
			FieldPath path = new FieldPath(text);
			if (path.isId()) {
				throw Refusal.of("_id cannot be changed by " + name);
			}
			if (operator == Operator.INC && json.kind() != JsonKind.NUMBER) {
				throw Refusal.of("$inc of " + Refusal.shown(text) + " must be a number");
			}
			Change change = new Change(operator, path.members(), json.canonical());
			if (change.levels() > MOST_LEVELS) {
				throw Refusal.of(name + " of " + Refusal.shown(text) + " would nest the document deeper than "
						+ MOST_LEVELS + " levels");
			}
			this.changes.add(change);
		}
	}

	/**
	 * Apply the update.
	 * @param document a document's text
	 * @return the text of the changed document
	 */
	String apply(String document) {
		EditedObject edited = EditedObject.parse(document);
		// Sums are of what was there before any change.
		Map<Change, String> sums = new HashMap<>();
		for (Change change : this.changes) {
			if (change.operator() == Operator.INC) {
				sums.put(change, Numbers.sum(edited.get(change.path()), change.operand()));
			}
		}
		for (Change change : this.changes) {
			switch (change.operator()) {
				case INC -> edited.set(change.path(), sums.getOrDefault(change, "null"));
				case PUSH -> {
					String array = edited.get(change.path());
					if (array == null || JsonText.isArray(array)) {
						edited.set(change.path(), JsonText.appended((array != null) ? array : "[]", change.operand()));
					}
				}
				case SET -> edited.set(change.path(), change.operand());
				case UNSET -> edited.remove(change.path());
			}
		}
		return edited.toString();
	}

	private enum Operator {

		INC, PUSH, SET, UNSET

	}

	/**
	 * One path of an operator.
	 *
	 * @param operator what to do
	 * @param path where
	 * @param operand canonical text of the operand
	 */
	private record Change(Operator operator, List<String> path, String operand) {

		/** How deep a document is at least after this. */
		int levels() {
			return switch (this.operator) {
				case INC -> this.path.size();
				case PUSH -> this.path.size() + 1 + JsonText.depth(this.operand);
				case SET -> this.path.size() + JsonText.depth(this.operand);
				case UNSET -> 0;
			};
		}

	}

}
