package ai.memoturn.embedded.document;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.json.MemberOrder;
import org.jspecify.annotations.Nullable;

/**
 * An object that is being changed. Only what lies on the way to a change is taken apart;
 * the rest stays text.
 */
final class EditedObject {

	/** Canonical text, or an edited object, by name. */
	private final SortedMap<String, Object> members = new TreeMap<>(MemberOrder.BY_CODE_POINT);

	static EditedObject parse(String json) {
		EditedObject object = new EditedObject();
		JsonReader.readText(json, (reader) -> {
			reader.beginObject();
			for (String name = reader.nextField(); name != null; name = reader.nextField()) {
				object.members.put(name, reader.canonical());
			}
			return object;
		});
		return object;
	}

	/**
	 * Return the text of a value.
	 * @param path where it is
	 * @return its text, or {@code null} if there is none
	 */
	@Nullable String get(List<String> path) {
		EditedObject parent = parent(path, false);
		Object value = (parent != null) ? parent.members.get(last(path)) : null;
		return (value != null) ? value.toString() : null;
	}

	/**
	 * Set a value. Parents that are missing are created; if one is not an object, nothing
	 * changes.
	 * @param path where
	 * @param json its text
	 */
	void set(List<String> path, String json) {
		EditedObject parent = parent(path, true);
		if (parent != null) {
			parent.members.put(last(path), json);
		}
	}

	void remove(List<String> path) {
		EditedObject parent = parent(path, false);
		if (parent != null) {
			parent.members.remove(last(path));
		}
	}

	private @Nullable EditedObject parent(List<String> path, boolean create) {
		EditedObject object = this;
		for (String name : path.subList(0, path.size() - 1)) {
			EditedObject child = object.child(name, create);
			if (child == null) {
				return null;
			}
			object = child;
		}
		return object;
	}

	private @Nullable EditedObject child(String name, boolean create) {
		Object member = this.members.get(name);
		if (member instanceof EditedObject opened) {
			return opened;
		}
		EditedObject child = null;
		if (member instanceof String json && JsonText.isObject(json)) {
			child = parse(json);
		}
		else if (member == null && create) {
			child = new EditedObject();
		}
		if (child != null) {
			this.members.put(name, child);
		}
		return child;
	}

	private static String last(List<String> path) {
		return path.get(path.size() - 1);
	}

	private void write(JsonWriter json) {
		json.beginObject();
		this.members.forEach((name, value) -> {
			json.name(name);
			if (value instanceof EditedObject opened) {
				opened.write(json);
			}
			else {
				json.raw(value.toString());
			}
		});
		json.endObject();
	}

	/**
	 * Return the object's canonical text.
	 */
	@Override
	public String toString() {
		JsonWriter json = new JsonWriter(256);
		write(json);
		return json.toString();
	}

}
