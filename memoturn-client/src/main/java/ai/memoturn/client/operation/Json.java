package ai.memoturn.client.operation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as the protocol speaks it. The mapper is the client's own, so no setting of an
 * application can change what goes over the wire. Free-form values become unmodifiable
 * trees of {@code Map} (in the order of the text), {@code List}, {@code String},
 * {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean} and {@code null}.
 */
public final class Json {

	private static final int MAX_CONTENT_DEPTH = 64;

	private static final int MAX_CONTENT_BYTES = 1024 * 1024;

	// Content is the caller's own vocabulary: its property names stay as they are.
	private static final JsonMapper CONTENT_MAPPER = mapper()
		// An object that says nothing of itself must fail, not turn into {}.
		.enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
		.build();

	// Columns of a table and properties of a type seldom spell alike.
	private static final JsonMapper ROW_MAPPER = mapper().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
		.disable(DateTimeFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
		.build();

	private static final JsonMapper MAPPER = mapper().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.withCoercionConfig(LogicalType.Textual,
				(config) -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
		.changeDefaultPropertyInclusion((value) -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
		.disable(DateTimeFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
		.addModule(new SimpleModule().addDeserializer(Object.class, new FrozenDeserializer())
			.addSerializer(float[].class, new FloatArraySerializer()))
		.build();

	private Json() {
	}

	private static JsonMapper.Builder mapper() {
		return JsonMapper.builder(JsonFactory.builder()
			// Which of two values of the same name counts would be a guess.
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
			.enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
			// NaN must fail, not turn into text.
			.disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
			.build());
	}

	/**
	 * Turn any object into an unmodifiable JSON tree.
	 * @param parameter the parameter's name
	 * @param value what becomes JSON
	 * @return the tree
	 * @throws IllegalArgumentException if the value is none that the protocol can carry
	 */
	public static @Nullable Object freeze(String parameter, @Nullable Object value) {
		if (value == null || value instanceof Boolean) {
			return value;
		}
		try {
			BoundedOutput json = new BoundedOutput();
			CONTENT_MAPPER.writeValue(json, value);
			return json.read();
		}
		catch (JacksonException | TooLargeException | StackOverflowError ex) {
			throw new IllegalArgumentException(parameter + " of " + value.getClass()
					+ " cannot be sent: it must become " + "JSON of at most " + MAX_CONTENT_BYTES
					+ " bytes, nested at most " + MAX_CONTENT_DEPTH
					+ " levels deep, with finite numbers and well-formed text (" + ex.getClass().getSimpleName() + ")");
		}
	}

	/**
	 * Turn a JSON tree into an object of the caller's own type.
	 * @param <T> the type
	 * @param value the tree
	 * @param type what to make of it
	 * @return the object, {@code null} for {@code null}
	 * @throws IllegalArgumentException if the tree does not fit the type
	 */
	public static <T> @Nullable T thaw(@Nullable Object value, Class<T> type) {
		try {
			return CONTENT_MAPPER.convertValue(value, type);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The content does not fit " + type + " (" + describe(ex) + ")");
		}
	}

	/**
	 * Turn a row, or a value of one, into an object of the caller's own type.
	 * @param <T> the type
	 * @param value a value as a column holds it, or a map of such by property
	 * @param type what to make of it
	 * @return the object, {@code null} for {@code null}
	 * @throws IllegalArgumentException if the row does not fit the type
	 */
	public static <T> @Nullable T thawRow(@Nullable Object value, Class<T> type) {
		if (value == null || type.isInstance(value)) {
			return type.cast(value);
		}
		try {
			return ROW_MAPPER.convertValue(value, type);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("A row does not fit " + type + " (" + describe(ex) + ")");
		}
	}

	/**
	 * Return whether objects of a type are made from a value rather than from an object
	 * with members.
	 * @param type the type
	 * @return {@code true} for text, numbers, truth values, bytes, enums and times
	 */
	public static boolean isSingleValue(Class<?> type) {
		return type == Object.class || type == String.class || type == Boolean.class || type == byte[].class
				|| type == UUID.class || type.isPrimitive() || type.isEnum() || Number.class.isAssignableFrom(type)
				|| Temporal.class.isAssignableFrom(type);
	}

	/**
	 * Write a document of the protocol: property names in its spelling, absent values
	 * left out.
	 * @param body the document
	 * @return the text as UTF-8
	 */
	public static byte[] write(Object body) {
		return MAPPER.writeValueAsBytes(body);
	}

	/**
	 * Read a document of the protocol that a caller has kept.
	 * @param <T> the type
	 * @param parameter the parameter's name
	 * @param json the text as UTF-8
	 * @param type what the document must be
	 * @return the document
	 * @throws IllegalArgumentException if the text is none
	 */
	public static <T> T parse(String parameter, byte[] json, Class<T> type) {
		try {
			return Checks.notNull(parameter, read(json, type));
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					parameter + " is no " + type.getSimpleName() + " (" + describe(ex) + ")");
		}
	}

	static <T> @Nullable T read(byte[] json, Class<T> type) {
		return MAPPER.readValue(json, type);
	}

	/**
	 * Describe why reading failed, without a word of what was read.
	 * @param ex the failure
	 * @return its kind, and how far reading came
	 */
	static String describe(RuntimeException ex) {
		String kind = ex.getClass().getSimpleName();
		if (ex instanceof JacksonException json && json.getLocation() != null) {
			return kind + " at byte " + json.getLocation().getByteOffset();
		}
		return kind;
	}

	private static @Nullable Object readTree(JsonParser parser, int maxDepth) {
		return switch (parser.currentToken()) {
			case VALUE_NULL -> null;
			case VALUE_TRUE -> Boolean.TRUE;
			case VALUE_FALSE -> Boolean.FALSE;
			case VALUE_STRING -> wellFormed(parser, parser.getString());
			case VALUE_NUMBER_INT -> (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER)
					? parser.getBigIntegerValue() : (Object) parser.getLongValue();
			case VALUE_NUMBER_FLOAT -> finite(parser);
			case START_ARRAY -> {
				checkDepth(parser, maxDepth);
				List<@Nullable Object> list = new ArrayList<>();
				while (parser.nextToken() != JsonToken.END_ARRAY) {
					list.add(readTree(parser, maxDepth));
				}
				yield Collections.unmodifiableList(list);
			}
			case START_OBJECT -> {
				checkDepth(parser, maxDepth);
				Map<String, @Nullable Object> map = new LinkedHashMap<>();
				while (parser.nextToken() != JsonToken.END_OBJECT) {
					String name = wellFormed(parser, parser.currentName());
					parser.nextToken();
					map.put(name, readTree(parser, maxDepth));
				}
				yield Collections.unmodifiableMap(map);
			}
			default -> throw new JsonShapeException(parser, "no JSON value");
		};
	}

	private static void checkDepth(JsonParser parser, int maxDepth) {
		if (parser.streamReadContext().getNestingDepth() > maxDepth) {
			throw new JsonShapeException(parser, "nested too deep");
		}
	}

	private static String wellFormed(JsonParser parser, String text) {
		if (!Checks.isWellFormed(text)) {
			throw new JsonShapeException(parser, "half of a surrogate pair");
		}
		return text;
	}

	private static Object finite(JsonParser parser) {
		double value = parser.getDoubleValue();
		if (!Double.isFinite(value)) {
			throw new JsonShapeException(parser, "number out of range");
		}
		return value;
	}

	private static final class FloatArraySerializer extends StdSerializer<float[]> {

		FloatArraySerializer() {
			super(float[].class);
		}

		@Override
		public void serialize(float[] values, JsonGenerator json, SerializationContext context) {
			json.writeRawValue(new FloatArrayText(values));
		}

	}

	private static final class FrozenDeserializer extends StdDeserializer<Object> {

		FrozenDeserializer() {
			super(Object.class);
		}

		@Override
		public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
			// The parser's own limit holds for answers.
			return readTree(parser, Integer.MAX_VALUE);
		}

	}

	private static final class JsonShapeException extends JacksonException {

		JsonShapeException(JsonParser parser, String message) {
			super(parser, message);
		}

	}

	private static final class TooLargeException extends RuntimeException {

	}

	/**
	 * Holds content on its way from an object to a tree; stops a runaway one early.
	 */
	private static final class BoundedOutput extends OutputStream {

		private final ByteArrayOutputStream json = new ByteArrayOutputStream(256);

		@Override
		public void write(int b) throws IOException {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			if (this.json.size() + length > MAX_CONTENT_BYTES) {
				throw new TooLargeException();
			}
			this.json.write(bytes, offset, length);
		}

		@Nullable Object read() {
			try (JsonParser parser = CONTENT_MAPPER.createParser(this.json.toByteArray())) {
				parser.nextToken();
				return readTree(parser, MAX_CONTENT_DEPTH);
			}
		}

	}

}
