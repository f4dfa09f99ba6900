package ai.memoturn.embedded.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one request body, value by value, in one of the protocol's two styles. In a
 * strict body the first wrong shape ends the reading; in a lenient one the whole document
 * must be well-formed first, so wrong shapes are noted and reported at the end, and of a
 * repeated field the last occurrence alone counts.
 */
public final class JsonReader {

	/** The protocol's limit on nesting. */
	static final int MAX_NESTING = 127;

	private static final int MAX_NOTES = 16;

	private static final int LONGEST_LONG = 20;

	private static final float[] NO_FLOATS = {};

	private static final JsonFactory FACTORY = JsonFactory.builder()
		// Bodies are UTF-8, whatever their first bytes look like.
		.disable(JsonFactory.Feature.CHARSET_DETECTION)
		// The limit of the body bounds everything else.
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(MAX_NESTING)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build();

	/** Compares each name with all others of its object, which takes time. */
	private static final JsonFactory UNREPEATED = FACTORY.rebuild()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	private final JsonParser parser;

	private final boolean lenient;

	/** What is wrong, by path, in the order found; lenient bodies only. */
	private final Map<String, String> notes = new LinkedHashMap<>();

	private boolean notesFull;

	private @Nullable String invalid;

	private int expectedFloats = 16;

	private JsonReader(JsonParser parser, boolean lenient) {
		this.parser = parser;
		this.lenient = lenient;
	}

	/**
	 * Read a body in which a wrong shape is an invalid request.
	 * @param bytes holds the body
	 * @param length how many of the bytes belong to it
	 * @param decoder reads the one value of the document
	 * @param <T> what is read
	 * @return what the decoder returned
	 * @throws MalformedJsonException if the body is not well-formed
	 * @throws WrongShapeException if it is, but the decoder complained
	 */
	public static <T extends @Nullable Object> T readLenient(byte[] bytes, int length,
			Function<JsonReader, T> decoder) {
		return read(FACTORY, bytes, length, true, decoder);
	}

	/**
	 * Read a body in which a wrong shape ends the reading at once.
	 * @param bytes holds the body
	 * @param length how many of the bytes belong to it
	 * @param decoder reads the one value of the document
	 * @param <T> what is read
	 * @return what the decoder returned
	 * @throws MalformedJsonException if the body is not well-formed up to the first
	 * complaint
	 * @throws WrongShapeException if the decoder complained
	 * @throws InvalidValueException if the shape is right but a number cannot be kept
	 */
	public static <T extends @Nullable Object> T readStrict(byte[] bytes, int length, Function<JsonReader, T> decoder) {
		return read(FACTORY, bytes, length, false, decoder);
	}

	/**
	 * Read text that is well-formed, such as {@link #canonical()} returns.
	 * @param json the text
	 * @param decoder reads the one value; it is not to complain of its shape
	 * @param <T> what is read
	 * @return what the decoder returned
	 */
	public static <T extends @Nullable Object> T readText(String json, Function<JsonReader, T> decoder) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return read(FACTORY, bytes, bytes.length, false, decoder);
	}

	/**
	 * Read a document in which no object, known or not, may repeat a field.
	 * @param bytes the document
	 * @param decoder reads its one value
	 * @param <T> what is read
	 * @return what the decoder returned
	 * @throws MalformedJsonException if the document is not well-formed or repeats a
	 * field
	 * @throws WrongShapeException if it is, but the decoder complained
	 */
	public static <T extends @Nullable Object> T readUnrepeated(byte[] bytes, Function<JsonReader, T> decoder) {
		return read(UNREPEATED, bytes, bytes.length, false, decoder);
	}

	private static <T extends @Nullable Object> T read(JsonFactory factory, byte[] bytes, int length, boolean lenient,
			Function<JsonReader, T> decoder) {
		Utf8.check(bytes, length);
		try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
			if (parser.nextToken() == null) {
				throw new MalformedJsonException("the body is empty");
			}
			JsonReader reader = new JsonReader(parser, lenient);
			T value = decoder.apply(reader);
			if (parser.nextToken() != null) {
				throw new MalformedJsonException("characters after the document");
			}
			reader.report();
			return value;
		}
		catch (JacksonException ex) {
			throw new MalformedJsonException(describe(ex));
		}
	}

	/** The parser's own message quotes the input; where it broke is enough. */
	private static String describe(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		return (location != null)
				? "not well-formed at line " + location.getLineNr() + " column " + location.getColumnNr()
				: "nested too deeply";
	}

	/**
	 * Enter the current value if it is an object; otherwise complain and pass over it.
	 * @return whether fields are to be read with {@link #nextField()}
	 */
	public boolean beginObject() {
		if (this.parser.currentToken() == JsonToken.START_OBJECT) {
			return true;
		}
		complain("must be an object");
		skip();
		return false;
	}

	/**
	 * Move to the next field of the current object.
	 * @return its name, with its value as the current one, or {@code null} at the end
	 */
	public @Nullable String nextField() {
		String name = this.parser.nextName();
		if (name != null) {
			this.parser.nextToken();
		}
		return name;
	}

	/**
	 * Note that a known field of the current object was met.
	 * @param seen the fields met so far, a bit each
	 * @param field the number of this one
	 * @return the fields met, this one included
	 * @throws WrongShapeException if it was met before and the body is strict
	 */
	public int once(int seen, int field) {
		int bit = 1 << field;
		if ((seen & bit) != 0) {
			if (!this.lenient) {
				throw new WrongShapeException(path() + " is given twice");
			}
			forgetNotes();
		}
		return seen | bit;
	}

	/**
	 * Complain if a known field of the current object was not met.
	 * @param seen the fields met, as {@link #once} returns them
	 * @param field the number of the field
	 * @param name its name
	 * @throws WrongShapeException if it was not and the body is strict
	 */
	public void require(int seen, int field, String name) {
		if ((seen & 1 << field) == 0) {
			complain("must have the field '" + name + "'");
		}
	}

	/**
	 * Enter the current value if it is an array; otherwise complain and pass over it.
	 * @return whether elements are to be read with {@link #nextElement()}
	 */
	public boolean beginArray() {
		if (this.parser.currentToken() == JsonToken.START_ARRAY) {
			return true;
		}
		complain("must be an array");
		skip();
		return false;
	}

	/**
	 * Move to the next element of the current array.
	 * @return whether there is one
	 */
	public boolean nextElement() {
		return this.parser.nextToken() != JsonToken.END_ARRAY;
	}

	/**
	 * Return what the current value is.
	 * @return its kind
	 */
	public JsonKind kind() {
		return switch (this.parser.currentToken()) {
			case START_OBJECT -> JsonKind.OBJECT;
			case START_ARRAY -> JsonKind.ARRAY;
			case VALUE_STRING -> JsonKind.STRING;
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonKind.NUMBER;
			case VALUE_TRUE, VALUE_FALSE -> JsonKind.BOOLEAN;
			case VALUE_NULL -> JsonKind.NULL;
			default -> throw new IllegalStateException("not a value: " + this.parser.currentToken());
		};
	}

	/**
	 * Return whether the current value is {@code null}.
	 * @return whether it is
	 */
	public boolean isNull() {
		return this.parser.currentToken() == JsonToken.VALUE_NULL;
	}

	/**
	 * Read a string.
	 * @return the string, or {@code null} after a complaint
	 */
	public @Nullable String string() {
		if (this.parser.currentToken() == JsonToken.VALUE_STRING) {
			return this.parser.getString();
		}
		complain("must be a string");
		skip();
		return null;
	}

	/**
	 * Read a string or {@code null}.
	 * @return the string, or {@code null} if that was sent or after a complaint
	 */
	public @Nullable String optionalString() {
		return isNull() ? null : string();
	}

	/**
	 * Read an array of strings.
	 * @return the strings; incomplete after a complaint
	 */
	public List<String> strings() {
		List<String> strings = new ArrayList<>();
		if (beginArray()) {
			while (nextElement()) {
				String string = string();
				if (string != null) {
					strings.add(string);
				}
			}
		}
		return strings;
	}

	/**
	 * Read a boolean.
	 * @return its value, {@code false} after a complaint
	 */
	public boolean bool() {
		JsonToken token = this.parser.currentToken();
		if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
			return token == JsonToken.VALUE_TRUE;
		}
		complain("must be true or false");
		skip();
		return false;
	}

	/**
	 * Read an unsigned 64-bit integer or {@code null}.
	 * @return its bits, or {@code null} if that was sent or after a complaint
	 */
	public @Nullable Long optionalUnsigned() {
		if (isNull()) {
			return null;
		}
		if (this.parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
			String digits = this.parser.getString();
			if (digits.charAt(0) != '-' && digits.length() <= LONGEST_LONG) {
				try {
					return Long.parseUnsignedLong(digits);
				}
				catch (NumberFormatException ex) {
					// Twenty digits above 2^64-1.
				}
			}
		}
		complain("must be an integer from 0 to 18446744073709551615");
		skip();
		return null;
	}

	/**
	 * Read an unsigned 32-bit integer or {@code null}.
	 * @return its value, or {@code null} if that was sent or after a complaint
	 */
	public @Nullable Long optionalUnsigned32() {
		if (isNull()) {
			return null;
		}
		if (this.parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
			String digits = this.parser.getString();
			if (digits.charAt(0) != '-' && digits.length() <= 10) {
				long value = Long.parseLong(digits);
				if (value <= 0xffffffffL) {
					return value;
				}
			}
		}
		complain("must be an integer from 0 to 4294967295");
		skip();
		return null;
	}

	/**
	 * Read an array of numbers, each as the nearest 32-bit float.
	 * @return the numbers, or {@code null} after a complaint
	 */
	public float @Nullable [] floats() {
		if (isNull()) {
			complain("must be an array");
		}
		return optionalFloats();
	}

	/**
	 * Read an array of numbers or {@code null}, each as the nearest 32-bit float.
	 * @return the numbers, or {@code null} if that was sent or after a complaint
	 */
	public float @Nullable [] optionalFloats() {
		if (isNull() || !beginArray()) {
			return null;
		}
		float[] floats = NO_FLOATS;
		int size = 0;
		boolean complete = true;
		for (JsonToken token = this.parser.nextToken(); token != JsonToken.END_ARRAY; token = this.parser.nextToken()) {
			if (!token.isNumeric()) {
				complain("must be a number");
				skip();
				complete = false;
				continue;
			}
			float value = (float) finiteDouble();
			if (!Float.isFinite(value)) {
				refuse("is beyond the range of a 32-bit float");
			}
			if (size == floats.length) {
				floats = Arrays.copyOf(floats, (size == 0) ? this.expectedFloats : Math.multiplyExact(size, 2));
			}
			floats[size++] = value;
		}
		if (!complete) {
			return null;
		}
		// The vectors of a batch are of one length as a rule.
		this.expectedFloats = Math.max(1, size);
		return (size == floats.length) ? floats : Arrays.copyOf(floats, size);
	}

	/**
	 * Return whether the current value is an object or an array.
	 * @return whether it is
	 */
	public boolean isStructure() {
		return this.parser.currentToken().isStructStart();
	}

	/**
	 * Read a value that is neither an object nor an array.
	 * @return {@code null}, a {@link Boolean}, a {@link String}, a {@link Long} for an
	 * integer literal that fits one, or a {@link Double} for any other number
	 */
	public @Nullable Object scalar() {
		return switch (this.parser.currentToken()) {
			case VALUE_NULL -> null;
			case VALUE_TRUE, VALUE_FALSE -> this.parser.currentToken() == JsonToken.VALUE_TRUE;
			case VALUE_STRING -> this.parser.getString();
			case VALUE_NUMBER_INT -> integer();
			case VALUE_NUMBER_FLOAT -> finiteDouble();
			default -> throw new IllegalStateException("not a scalar: " + this.parser.currentToken());
		};
	}

	private Object integer() {
		String digits = this.parser.getString();
		if (digits.length() <= LONGEST_LONG) {
			try {
				return Long.parseLong(digits);
			}
			catch (NumberFormatException ex) {
				// Beyond a long.
			}
		}
		return finiteDouble();
	}

	/**
	 * Read any value.
	 * @return its canonical text
	 */
	public String canonical() {
		StringBuilder out = new StringBuilder();
		new CanonicalText(this, this.parser, out).value();
		return out.toString();
	}

	/**
	 * Pass over the current value, which must be well-formed all the same.
	 */
	public void skip() {
		int depth = 0;
		JsonToken token = this.parser.currentToken();
		while (true) {
			if (token.isNumeric()) {
				finiteDouble();
			}
			else if (token.isStructStart()) {
				depth++;
			}
			else if (token.isStructEnd()) {
				depth--;
			}
			if (depth == 0) {
				return;
			}
			token = this.parser.nextToken();
		}
	}

	/**
	 * Say that the current value has the wrong shape.
	 * @param problem what it must be, to follow the path of the value
	 * @throws WrongShapeException if the body is strict
	 */
	public void complain(String problem) {
		if (!this.lenient) {
			throw new WrongShapeException(path() + " " + problem);
		}
		if (this.notes.size() < MAX_NOTES) {
			this.notes.putIfAbsent(pointer(), problem);
		}
		else {
			this.notesFull = true;
		}
	}

	/** Say that a value of the right shape cannot be kept; reported last. */
	private void refuse(String problem) {
		if (this.lenient) {
			complain(problem);
		}
		else if (this.invalid == null) {
			this.invalid = path() + " " + problem;
		}
	}

	private void report() {
		Iterator<Map.Entry<String, String>> first = this.notes.entrySet().iterator();
		if (first.hasNext()) {
			Map.Entry<String, String> note = first.next();
			throw new WrongShapeException(path(note.getKey()) + " " + note.getValue());
		}
		if (this.notesFull) {
			throw new WrongShapeException("the body has too many values of the wrong type");
		}
		if (this.invalid != null) {
			throw new InvalidValueException(this.invalid);
		}
	}

	/** A repeated field takes the place of the earlier one, with all that was in it. */
	private void forgetNotes() {
		if (!this.notes.isEmpty()) {
			String field = pointer();
			this.notes.keySet().removeIf((path) -> path.equals(field) || path.startsWith(field + "/"));
		}
	}

	/**
	 * Return the current number as a double.
	 * @return the nearest double, always finite
	 * @throws MalformedJsonException if it is beyond the range of a double
	 */
	double finiteDouble() {
		// An integer literal goes through its text: -0 keeps its sign, and a long one
		// never
		// becomes a big integer, whose construction takes quadratic time.
		double value = (this.parser.currentToken() == JsonToken.VALUE_NUMBER_INT)
				? Double.parseDouble(this.parser.getString()) : this.parser.getDoubleValue();
		if (!Double.isFinite(value)) {
			throw new MalformedJsonException(path() + " is beyond the range of a double");
		}
		return value;
	}

	private String pointer() {
		return this.parser.streamReadContext().pathAsPointer().toString();
	}

	private String path() {
		return path(pointer());
	}

	private static String path(String pointer) {
		return pointer.isEmpty() ? "the body" : pointer.substring(1).replace('/', '.');
	}

}
