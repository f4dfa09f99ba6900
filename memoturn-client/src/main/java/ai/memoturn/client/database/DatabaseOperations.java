package ai.memoturn.client.database;

import java.util.List;

import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Credential;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;

/**
 * The control operations on databases. Making a call checks everything that can be
 * checked without the node.
 */
final class DatabaseOperations {

	private static final String DATABASES = "/v1/databases";

	static final Operation<DatabaseInfo> CREATE = Operation.describe("databases.create", "POST", DATABASES)
		.retry(RetryClass.ONCE)
		.credential(Credential.CONTROL)
		.reads((answer) -> answer.read(DatabaseInfo.class));

	static final Operation<List<DatabaseInfo>> LIST = Operation.describe("databases.list", "GET", DATABASES)
		.retry(RetryClass.READ)
		.credential(Credential.CONTROL)
		.reads((answer) -> List.copyOf(answer.read(ListAnswer.class).databases()));

	static final Operation<Boolean> DELETE = Operation.describe("databases.delete", "DELETE", DATABASES + "/{database}")
		.retry(RetryClass.ONCE)
		.credential(Credential.CONTROL)
		.txid(TxidUse.RESET)
		.notFoundIsAnswer()
		.reads((answer) -> !answer.isNotFound());

	private DatabaseOperations() {
	}

	static Call<DatabaseInfo> create(String name) {
		return CREATE.call()
			.body(new CreateBody(Checks.plainDatabase("name", name)))
			.fitting((database) -> database.name().equals(name));
	}

	static Call<List<DatabaseInfo>> list() {
		return LIST.call();
	}

	static Call<Boolean> delete(String name) {
		return DELETE.call(Checks.database("name", name));
	}

	record CreateBody(String name) {

	}

	record ListAnswer(List<DatabaseInfo> databases) {

	}

}
