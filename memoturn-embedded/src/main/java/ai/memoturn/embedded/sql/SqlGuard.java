package ai.memoturn.embedded.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.sql.GuardedStatement.Kind;
import ai.memoturn.embedded.store.SqlConnection;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a statement tells (protocol, database, 5.5 and 5.6; reliability S1).
 * It refuses too much rather than too little; where a text alone cannot tell, it says so
 * and {@link SqlProgram} decides.
 */
final class SqlGuard {

	/** Enough to see what a statement is; a full-text index has no more columns. */
	private static final int HEAD = 400;

	/** Each takes memory while it is compiled; what has more does not compile anyway. */
	private static final int MOST_TOKENS = 1_000_000;

	private static final Set<String> TRANSACTION = Set.of("begin", "commit", "end", "rollback", "savepoint", "release");

	private static final Set<String> MUTATING = Set.of("insert", "update", "delete", "replace", "create", "drop",
			"alter", "vacuum", "attach", "detach", "reindex", "truncate", "upsert");

	private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "replace");

	/**
	 * What earlier statements of a connection show in. The checks are here because a
	 * full-text index compares what a connection knows of it from before with what others
	 * have made of it since, and finds it damaged.
	 */
	private static final Set<String> REMEMBERED = Set.of("last_insert_rowid", "changes", "total_changes",
			"integrity_check", "quick_check", "pragma_integrity_check", "pragma_quick_check");

	private static final Set<String> FTS_OPTIONS = Set.of("tokenize", "prefix", "columnsize", "detail");

	private final SqlStatement statement;

	private final String lower;

	/** The first tokens of the statement proper, without {@code EXPLAIN}. */
	private final List<Token> head = new ArrayList<>();

	/** What strings there are among the names that matter. */
	private final Set<String> closedStrings = new HashSet<>();

	private final Set<String> likeBehind = new HashSet<>();

	private @Nullable StringBuilder strict;

	private int strictFrom;

	private int start;

	private boolean explained;

	private int statements;

	private boolean inTrigger;

	private boolean mutating;

	private boolean changing;

	private boolean remembering;

	private SqlGuard(SqlStatement statement) {
		this.statement = statement;
		this.lower = SqlLexer.lower(statement.text());
	}

	static GuardedStatement check(SqlStatement statement) {
		// What SQLite refuses anyway need not be read before; no text has fewer bytes
		// than characters.
		if (statement.text().length() > SqlConnection.LONGEST_STATEMENT) {
			throw invalid("statement too long");
		}
		return new SqlGuard(statement).check();
	}

	private GuardedStatement check() {
		String text = this.statement.text();
		if (text.indexOf('\0') >= 0) {
			throw invalid("the text holds a NUL; send it as a parameter");
		}
		checkQuotes(text);
		scan(text);
		if (this.statements == 0) {
			throw invalid("the statement is empty");
		}
		Kind kind = kind();
		boolean prefixed = this.lower.contains(SqlNames.RESERVED);
		if (kind == Kind.PRAGMA) {
			checkPragma();
		}
		else if (kind == Kind.SCHEMA || kind == Kind.DEFINITION || kind == Kind.VIRTUAL_TABLE) {
			checkSchema(kind);
		}
		if (prefixed && kind != Kind.QUERY && kind != Kind.CHANGE) {
			throw forbidden("reserved names may not occur in such a statement");
		}
		if (this.statements > 1) {
			throw invalid("there is more than one statement in one text; send each as its own");
		}
		return new GuardedStatement(text, this.statement.parameters(), kind, this.start, this.explained,
				prefixed || kind == Kind.MAINTENANCE || !this.closedStrings.isEmpty(),
				this.closedStrings.stream().anyMatch(SqlNames::isClosed), Set.copyOf(this.likeBehind), strictText(kind),
				this.mutating, this.remembering);
	}

	/**
	 * Refuse a text of which it is not certain how SQLite reads it.
	 */
	private void checkQuotes(String text) {
		SqlLexer lexer = new SqlLexer(text);
		while (lexer.next()) {
			if (!lexer.isClosed()) {
				boolean dangerous = this.lower.contains(SqlNames.RESERVED) || this.lower.contains("attach")
						|| this.lower.contains("vacuum") || this.lower.contains("writable_schema")
						|| TRANSACTION.stream().anyMatch(this.lower::contains);
				throw dangerous ? forbidden("a quote is not closed") : invalid("a quote is not closed");
			}
		}
	}

	private void scan(String text) {
		SqlLexer lexer = new SqlLexer(text);
		Segment segment = new Segment();
		String previous = "";
		boolean call = false;
		int tokens = 0;
		while (lexer.next()) {
			if (++tokens > MOST_TOKENS) {
				throw invalid("the statement has more than " + MOST_TOKENS
						+ " words and signs; send several, or values as parameters");
			}
			String value = lexer.isShort() ? lexer.value() : SqlLexer.lower(text.substring(lexer.start(), lexer.end()));
			if (call && value.equals("(") && SqlNames.isClosedFunction(previous)) {
				throw forbidden("the function " + previous + " is not available");
			}
			call = lexer.isWord();
			previous = value;
			if (lexer.kind() == SqlLexer.Kind.SEMICOLON) {
				segment = new Segment();
				continue;
			}
			if (lexer.isWord()) {
				checkWord(value);
				if (lexer.kind() == SqlLexer.Kind.DOUBLE_QUOTED) {
					quoteOtherwise(text, lexer);
				}
			}
			else if (lexer.kind() == SqlLexer.Kind.STRING && lexer.isShort()) {
				if (SqlNames.isClosed(value) || value.startsWith(SqlNames.RESERVED_STEM)) {
					this.closedStrings.add(value);
				}
				this.remembering |= REMEMBERED.contains(value);
			}
			if ((lexer.isWord() || lexer.kind() == SqlLexer.Kind.STRING) && lexer.isShort()
					&& SqlSchema.isLikeBehind(value)) {
				this.likeBehind.add(value);
			}
			segment.add(lexer, value);
		}
	}

	private void checkWord(String word) {
		if (word.startsWith(SqlNames.RESERVED)) {
			throw forbidden("reserved table access denied");
		}
		if (SqlNames.isClosed(word)) {
			throw forbidden("access to " + word + " denied");
		}
		this.mutating |= MUTATING.contains(word);
		this.changing |= CHANGES.contains(word);
		this.remembering |= REMEMBERED.contains(word);
	}

	private void quoteOtherwise(String text, SqlLexer lexer) {
		StringBuilder out = this.strict;
		if (out == null) {
			out = new StringBuilder(text.length() + 16);
			this.strict = out;
		}
		String inner = text.substring(lexer.start() + 1, lexer.end() - 1).replace("\"\"", "\"").replace("`", "``");
		out.append(text, this.strictFrom, lexer.start()).append('`').append(inner).append('`');
		this.strictFrom = lexer.end();
	}

	private @Nullable String strictText(Kind kind) {
		StringBuilder out = this.strict;
		// A full-text index reads its own arguments.
		if (out == null || kind == Kind.VIRTUAL_TABLE || kind == Kind.PRAGMA) {
			return null;
		}
		String text = this.statement.text();
		return out.append(text, this.strictFrom, text.length()).toString();
	}

	private Kind kind() {
		String first = word(0);
		String second = word(1);
		return switch (first) {
			case "select", "values" -> Kind.QUERY;
			case "with" -> this.changing ? Kind.CHANGE : Kind.QUERY;
			case "insert", "update", "delete", "replace" -> Kind.CHANGE;
			case "create" -> {
				if (second.equals("virtual")) {
					yield Kind.VIRTUAL_TABLE;
				}
				yield (second.equals("view") || second.equals("trigger")) ? Kind.DEFINITION : Kind.SCHEMA;
			}
			case "drop", "alter" -> Kind.SCHEMA;
			case "analyze", "reindex" -> {
				this.mutating = true;
				yield Kind.MAINTENANCE;
			}
			case "pragma" -> Kind.PRAGMA;
			case "vacuum", "detach" -> Kind.OUTSIDE;
			default -> throw invalid("syntax error at the first word");
		};
	}

	private String word(int index) {
		return (index < this.head.size() && this.head.get(index).kind() != SqlLexer.Kind.STRING)
				? this.head.get(index).value() : "";
	}

	private String value(int index) {
		return (index < this.head.size()) ? this.head.get(index).value() : "";
	}

	private void checkSchema(Kind kind) {
		if (!this.closedStrings.isEmpty()) {
			throw forbidden("access to " + this.closedStrings.iterator().next() + " denied");
		}
		if (this.lower.contains(SqlNames.RESERVED_STEM)) {
			throw forbidden("reserved names may not occur in such a statement");
		}
		if (word(1).equals("temp") || word(1).equals("temporary")) {
			throw forbidden("temporary objects are not available");
		}
		for (int i = 0; i + 1 < this.head.size(); i++) {
			if (value(i).equals("temp") && value(i + 1).equals(".")) {
				throw forbidden("temporary objects are not available");
			}
		}
		if (kind == Kind.VIRTUAL_TABLE) {
			checkVirtualTable();
		}
	}

	/**
	 * Only full-text indexes that keep their own text are safe; their options are known
	 * by any abbreviation, so that only those are taken that are written out.
	 */
	private void checkVirtualTable() {
		int at = 3;
		if (word(at).equals("if")) {
			at += 3;
		}
		if (value(at + 1).equals(".")) {
			at += 2;
		}
		boolean fts = word(1).equals("virtual") && word(2).equals("table") && word(at + 1).equals("using")
				&& word(at + 2).equals("fts5") && value(at + 3).equals("(") && this.head.size() < HEAD;
		if (!fts || value(at).startsWith(SqlNames.RESERVED_STEM)) {
			throw forbidden("of virtual tables only those USING fts5 (...) are available");
		}
		for (int i = at + 4; i < this.head.size(); i++) {
			if (value(i).equals("=") && !(FTS_OPTIONS.contains(word(i - 1)) && isSeparator(value(i - 2)))) {
				throw forbidden(
						"of the options of fts5 only " + FTS_OPTIONS.stream().sorted().toList() + " are available");
			}
		}
	}

	private static boolean isSeparator(String token) {
		return token.equals(",") || token.equals("(");
	}

	private void checkPragma() {
		int at = value(2).equals(".") ? 3 : 1;
		if (at == 3 && !value(1).equals("main")) {
			throw forbidden("of schemas only main is available to PRAGMA");
		}
		String name = value(at);
		if (!SqlNames.isOpenPragma(name)) {
			throw forbidden("this PRAGMA is not available");
		}
		String sign = value(at + 1);
		if (!sign.isEmpty()) {
			int length = this.head.size() - at - 1;
			boolean shape = (sign.equals("=") && length == 2)
					|| (sign.equals("(") && length == 3 && value(at + 3).equals(")"));
			if (!shape || !SqlNames.isOpenPragmaValue(name, value(at + 2))) {
				throw forbidden("this PRAGMA does not take that value");
			}
			this.mutating |= sign.equals("=");
		}
	}

	private static Fault forbidden(String message) {
		return new Fault(FaultCode.FORBIDDEN, message);
	}

	private static Fault invalid(String message) {
		return new Fault(FaultCode.INVALID_REQUEST, "sql error: " + message);
	}

	/**
	 * One of the first tokens.
	 *
	 * @param kind what it is
	 * @param value its text in lower case, without quotes
	 */
	private record Token(SqlLexer.Kind kind, String value) {
	}

	/** What lies between two semicolons. */
	private final class Segment {

		private String first = "";

		private String second = "";

		private boolean trigger;

		private void add(SqlLexer lexer, String value) {
			if (this.first.isEmpty()) {
				begin(lexer, value);
			}
			else {
				continueWith(lexer, value);
			}
			boolean explaining = this.first.equals("explain") && SqlGuard.this.statements == 1
					&& SqlGuard.this.head.isEmpty() && isExplanation(value);
			if (SqlGuard.this.statements == 1 && !explaining && SqlGuard.this.head.size() < HEAD) {
				if (SqlGuard.this.head.isEmpty()) {
					SqlGuard.this.start = lexer.start();
					SqlGuard.this.explained = this.first.equals("explain");
				}
				SqlGuard.this.head.add(new Token(lexer.kind(), value));
			}
		}

		private boolean isExplanation(String value) {
			return value.equals("explain") || value.equals("query") || value.equals("plan");
		}

		private void begin(SqlLexer lexer, String value) {
			this.first = (lexer.kind() == SqlLexer.Kind.WORD) ? value : "?";
			if (SqlGuard.this.inTrigger) {
				SqlGuard.this.inTrigger = !this.first.equals("end");
				return;
			}
			SqlGuard.this.statements++;
			if (this.first.equals("attach")) {
				throw forbidden("ATTACH is not available");
			}
			if (TRANSACTION.contains(this.first)) {
				throw new Fault(FaultCode.INVALID_REQUEST, "transaction control is managed by the engine");
			}
		}

		private void continueWith(SqlLexer lexer, String value) {
			if (!lexer.isWord()) {
				return;
			}
			if (this.first.equals("vacuum") && value.equals("into")) {
				throw forbidden("VACUUM INTO is not available");
			}
			if (this.first.equals("pragma") && value.equals("writable_schema")) {
				throw forbidden("writable_schema is not available");
			}
			this.trigger |= this.first.equals("create") && this.second.isEmpty() && value.equals("trigger");
			// Refused later, but as what it is.
			boolean temporary = value.equals("temp") || value.equals("temporary");
			this.second = (this.second.isEmpty() && !temporary) ? value : this.second;
			SqlGuard.this.inTrigger |= this.trigger && value.equals("begin");
		}

	}

}
