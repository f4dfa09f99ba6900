package ai.memoturn.embedded.document;

import java.util.SortedMap;
import java.util.UUID;

import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * A document to be inserted.
 *
 * @param id its id
 * @param json its canonical text, the id included
 * @param problem what is wrong with it, {@code null} if nothing is; the rest is empty
 * then
 */
public record NewDocument(String id, String json, @Nullable String problem) {

	/**
	 * Make a document.
	 * @param id its id, {@code null} to give it one
	 * @param members canonical text of each member, in order; {@code _id} is added
	 * @return the document
	 */
	public static NewDocument of(@Nullable String id, SortedMap<String, String> members) {
		String given = (id != null) ? id : UUID.randomUUID().toString().replace("-", "");
		members.put(FieldPath.ID, new JsonWriter(40).value(given).toString());
		JsonWriter json = new JsonWriter(128);
		json.beginObject();
		members.forEach((name, value) -> json.name(name).raw(value));
		return new NewDocument(given, json.endObject().toString(), null);
	}

	/**
	 * Say that something is no document. It is refused once it is known where it was to
	 * go.
	 * @param problem what is wrong
	 * @return what stands for it
	 */
	public static NewDocument none(String problem) {
		return new NewDocument("", "", problem);
	}

}
