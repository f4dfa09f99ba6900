package ai.memoturn.embedded.store;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * SQLite's text functions that take time in proportion to the product of two lengths,
 * with the same results: a single call of one of SQLite's own cannot be interrupted, one
 * of these ends when time is up.
 */
final class SandboxFunctions {

	/** {@code SQLITE_INNOCUOUS}: may be used in definitions. */
	private static final int INNOCUOUS = 0x200000;

	private static final int FLAGS = Function.FLAG_DETERMINISTIC | INNOCUOUS;

	/** How many comparisons need no look at the clock: a few milliseconds. */
	private static final long COMPARISONS_AT_ONCE = 10_000_000;

	private static final int BLOB = 4;

	private static final int NULL = 5;

	private SandboxFunctions() {
	}

	static void define(SQLiteConnection connection, BooleanSupplier overdue) throws SQLException {
		Function.create(connection, "instr", new Instr(overdue), 2, FLAGS);
		Function.create(connection, "replace", new Replace(overdue), 3, FLAGS);
		Function.create(connection, "trim", new Trim(overdue, true, true), 2, FLAGS);
		Function.create(connection, "ltrim", new Trim(overdue, true, false), 2, FLAGS);
		Function.create(connection, "rtrim", new Trim(overdue, false, true), 2, FLAGS);
	}

	/** What they have in common. */
	private abstract static class TextFunction extends Function {

		private final BooleanSupplier overdue;

		TextFunction(BooleanSupplier overdue) {
			this.overdue = overdue;
		}

		@Override
		protected void xFunc() throws SQLException {
			checkTime();
			for (int i = 0; i < args(); i++) {
				if (value_type(i) == NULL) {
					result();
					return;
				}
			}
			apply();
		}

		abstract void apply() throws SQLException;

		/** The driver has no text for an empty blob. */
		String text(int argument) throws SQLException {
			String text = value_text(argument);
			return (text != null) ? text : "";
		}

		/** One character for each byte. */
		String bytes(int argument) throws SQLException {
			byte[] bytes = value_blob(argument);
			return (bytes != null) ? new String(bytes, StandardCharsets.ISO_8859_1) : "";
		}

		private void checkTime() throws SQLException {
			if (this.overdue.getAsBoolean()) {
				throw new SQLException("time is up");
			}
		}

		/** As that of the text itself. */
		int indexOf(String text, String wanted, int from) throws SQLException {
			if ((long) (text.length() - from) * wanted.length() <= COMPARISONS_AT_ONCE) {
				return text.indexOf(wanted, from);
			}
			int last = text.length() - wanted.length();
			for (int at = text.indexOf(wanted.charAt(0), from); at >= 0
					&& at <= last; at = text.indexOf(wanted.charAt(0), at + 1)) {
				if (text.startsWith(wanted, at)) {
					return at;
				}
				checkTime();
			}
			return -1;
		}

	}

	/** Counts bytes if both are blobs, else characters. */
	private static final class Instr extends TextFunction {

		private Instr(BooleanSupplier overdue) {
			super(overdue);
		}

		@Override
		void apply() throws SQLException {
			if (value_type(0) == BLOB && value_type(1) == BLOB) {
				String bytes = bytes(0);
				String wanted = bytes(1);
				result(indexOf(bytes, wanted, 0) + 1);
				return;
			}
			String text = text(0);
			String wanted = text(1);
			int at = indexOf(text, wanted, 0);
			result((at < 0) ? 0 : text.codePointCount(0, at) + 1);
		}

	}

	private static final class Replace extends TextFunction {

		private Replace(BooleanSupplier overdue) {
			super(overdue);
		}

		@Override
		void apply() throws SQLException {
			String wanted = text(1);
			if (wanted.isEmpty() || wanted.charAt(0) == '\0') {
				result(text(0));
				return;
			}
			String text = text(0);
			String replacement = text(2);
			StringBuilder out = new StringBuilder();
			int from = 0;
			for (int at = indexOf(text, wanted, 0); at >= 0; at = indexOf(text, wanted, from)) {
				out.append(text, from, at).append(replacement);
				from = at + wanted.length();
				if (out.length() > SqliteSession.LONGEST_VALUE) {
					throw new SQLException("string or blob too big");
				}
			}
			result(out.append(text, from, text.length()).toString());
		}

	}

	private static final class Trim extends TextFunction {

		private final boolean left;

		private final boolean right;

		private Trim(BooleanSupplier overdue, boolean left, boolean right) {
			super(overdue);
			this.left = left;
			this.right = right;
		}

		@Override
		void apply() throws SQLException {
			String text = text(0);
			BitSet dropped = new BitSet();
			text(1).codePoints().forEach(dropped::set);
			int from = 0;
			int to = text.length();
			while (this.left && from < to && dropped.get(text.codePointAt(from))) {
				from += Character.charCount(text.codePointAt(from));
			}
			while (this.right && to > from && dropped.get(text.codePointBefore(to))) {
				to -= Character.charCount(text.codePointBefore(to));
			}
			result(text.substring(from, to));
		}

	}

}
