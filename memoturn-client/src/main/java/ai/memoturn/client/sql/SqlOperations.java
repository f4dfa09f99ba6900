package ai.memoturn.client.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import ai.memoturn.client.operation.Answer;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;
import org.jspecify.annotations.Nullable;

/**
 * The SQL operations of one database. Making a call checks everything that can be checked
 * without the node.
 *
 * @param database the database and branch
 */
record SqlOperations(DatabaseSpec database) {

	private static final String SQL = "/v1/db/{database@branch}/sql";

	static final Operation<BatchResult> READ = Operation.describe("sql.read", "POST", SQL)
		.retry(RetryClass.READ)
		.txid(TxidUse.OBSERVE)
		.reads(SqlOperations::read);

	static final Operation<BatchResult> WRITE = Operation.describe("sql.write", "POST", SQL)
		.retry(RetryClass.ONCE)
		.txid(TxidUse.ADVANCE)
		.reads(SqlOperations::read);

	private static final Pattern READING = Pattern.compile("\\s*(select|with)\\b.*",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern WRITING = Pattern.compile(
			";|\\b(insert|update|delete|replace|create|drop|alter|vacuum|attach|detach|reindex|truncate|upsert|pragma|"
					+ "analyze)\\b",
			Pattern.CASE_INSENSITIVE);

	SqlOperations checked() {
		this.database.checked();
		return this;
	}

	Call<BatchResult> batch(List<SqlStatement> statements) {
		checked();
		List<Item> items = new ArrayList<>();
		boolean reading = true;
		for (SqlStatement statement : Checks.notNull("statements", statements)) {
			Checks.notNull("statements[" + items.size() + "]", statement);
			items.add(new Item(statement.text(), statement.bound()));
			reading &= onlyReads(statement.text());
		}
		Checks.argument(!items.isEmpty(), () -> "statements must hold at least one statement");
		return (reading ? READ : WRITE).call(this.database.toString())
			.body(new Body(items))
			.fitting((answer) -> answer.results().size() == items.size());
	}

	/**
	 * Tell whether a text cannot write. It need not be understood for that: what begins
	 * with {@code select} or {@code with} writes only by one of the words looked for,
	 * which are looked for in literals and comments, too.
	 * @param text the text
	 * @return {@code true} if it cannot, {@code false} if nobody knows
	 */
	static boolean onlyReads(String text) {
		return READING.matcher(text).matches() && !WRITING.matcher(text).find();
	}

	private static BatchResult read(Answer answer) {
		BatchAnswer body = answer.read(BatchAnswer.class);
		return new BatchResult(body.results().stream().map(ResultItem::toResult).toList(),
				answer.txidOrZero(body.txid()));
	}

	record Body(List<Item> stmts) {

	}

	record Item(String q, List<@Nullable Object> params) {

	}

	record BatchAnswer(List<ResultItem> results, @Nullable Long txid) {

	}

	record ResultItem(List<String> columns, List<List<@Nullable Object>> rows, long rowsAffected) {

		StatementResult toResult() {
			Objects.requireNonNull(this.columns);
			return new StatementResult(this.columns,
					this.rows.stream().map((row) -> Row.read(this.columns.size(), row)).toList(), this.rowsAffected);
		}

	}

}
