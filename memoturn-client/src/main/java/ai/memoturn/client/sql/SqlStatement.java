package ai.memoturn.client.sql;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement with its parameters. Immutable; parameters are checked and copied
 * when they are given. {@link #toString()} shows neither text nor parameters.
 */
public final class SqlStatement {

	private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);

	private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

	private final String text;

	// As they travel: null, Boolean, Long, Double, String, or a map that holds a blob.
	private final List<@Nullable Object> params;

	private SqlStatement(String text, List<@Nullable Object> params) {
		this.text = text;
		this.params = params;
	}

	/**
	 * Create a statement.
	 * @param text one statement in the server's dialect, which is SQLite's, with
	 * {@code ?} or {@code ?1} for each parameter
	 * @param params the values of the parameters, in their order; see
	 * {@link #param(Object)}
	 * @return the statement
	 * @throws IllegalArgumentException if the text has no character other than white
	 * space or is no well-formed text, or a parameter cannot be sent
	 */
	public static SqlStatement of(String text, @Nullable Object... params) {
		return new SqlStatement(Checks.notBlank("sql", text), List.of()).params(params);
	}

	/**
	 * Return a copy with one more parameter at the end.
	 * @param value {@code null}; a {@code boolean}, which is stored as 1 or 0; a whole
	 * number of any Java type that a {@code long} holds; a finite {@code double} or
	 * {@code float}; a {@code String}; or a {@code byte[]}, which is copied
	 * @return the changed copy
	 * @throws IllegalArgumentException if the value is anything else
	 */
	public SqlStatement param(@Nullable Object value) {
		List<@Nullable Object> more = new ArrayList<>(this.params);
		more.add(bindable("params[" + this.params.size() + "]", value));
		return new SqlStatement(this.text, Collections.unmodifiableList(more));
	}

	/**
	 * Return a copy with more parameters at the end.
	 * @param values the values, as in {@link #param(Object)}
	 * @return the changed copy
	 * @throws IllegalArgumentException if a value cannot be sent
	 */
	public SqlStatement params(@Nullable Object... values) {
		SqlStatement changed = this;
		for (Object value : Checks.notNull("params", values)) {
			changed = changed.param(value);
		}
		return changed;
	}

	/**
	 * Return the text.
	 * @return the text, as it was given
	 */
	public String text() {
		return this.text;
	}

	List<@Nullable Object> bound() {
		return this.params;
	}

	private static @Nullable Object bindable(String parameter, @Nullable Object value) {
		if (value == null || value instanceof Boolean || value instanceof Long) {
			return value;
		}
		if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
			return ((Number) value).longValue();
		}
		if (value instanceof BigInteger number && number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_LONG) <= 0) {
			return number.longValue();
		}
		if (value instanceof Double || value instanceof Float) {
			double number = ((Number) value).doubleValue();
			Checks.argument(Double.isFinite(number), () -> parameter + " must be a finite number, but is " + number);
			return number;
		}
		if (value instanceof String text) {
			return Checks.wellFormed(parameter, text);
		}
		if (value instanceof byte[] bytes) {
			return Map.of(Row.BLOB, Base64.getEncoder().encodeToString(bytes));
		}
		throw new IllegalArgumentException(parameter + " of " + value.getClass()
				+ " cannot be sent: give a whole number that a long holds, a double, a String, a byte[], a boolean or "
				+ "null, for example toEpochMilli() of an instant, name() of an enum or toString() of a decimal");
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof SqlStatement that) && this.text.equals(that.text) && this.params.equals(that.params);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.text, this.params);
	}

	@Override
	public String toString() {
		return "SqlStatement[" + this.params.size() + " parameters]";
	}

}
