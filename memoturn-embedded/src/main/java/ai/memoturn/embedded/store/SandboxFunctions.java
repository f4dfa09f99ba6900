package ai.memoturn.embedded.store;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * SQLite's text functions that take time in proportion to the product of two lengths,
 * with the same results and a bound on that product: a single call of one of them cannot
 * be interrupted. When time is up, none begins.
 */
final class SandboxFunctions {

	/** {@code SQLITE_INNOCUOUS}: may be used in definitions. */
	private static final int INNOCUOUS = 0x200000;

	private static final int FLAGS = Function.FLAG_DETERMINISTIC | INNOCUOUS;

	/** At the pace of a scan through memory a few tenths of a second. */
	private static final long MOST_COMPARISONS = 500_000_000;

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
			if (this.overdue.getAsBoolean()) {
				throw new SQLException("time is up");
			}
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

		static void bound(int length, int wanted) throws SQLException {
			if ((long) length * wanted > MOST_COMPARISONS) {
				throw new SQLException("string or blob too big to search for another that is long");
			}
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
				bound(bytes.length(), wanted.length());
				result(bytes.indexOf(wanted) + 1);
				return;
			}
			String text = text(0);
			String wanted = text(1);
			bound(text.length(), wanted.length());
			int at = text.indexOf(wanted);
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
			bound(text.length(), wanted.length());
			StringBuilder out = new StringBuilder();
			int from = 0;
			for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, from)) {
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
