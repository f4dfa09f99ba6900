package ai.memoturn.client.audit;

import java.time.Instant;
import java.util.List;

import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Credential;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import org.jspecify.annotations.Nullable;

/**
 * The operation on an audit stream. Making a call checks everything that can be checked
 * without the node.
 *
 * @param namespace the namespace
 */
record AuditOperations(String namespace) {

	static final Operation<AuditPage> PAGE = Operation.describe("audit.page", "GET", "/v1/namespaces/{namespace}/audit")
		.retry(RetryClass.READ)
		.credential(Credential.CONTROL_OR_NAMESPACE)
		.reads((answer) -> {
			PageAnswer body = answer.read(PageAnswer.class);
			return new AuditPage(body.events(), body.nextCursor(), body.complete());
		});

	/**
	 * Check the name, once for handles that may fail when they are made.
	 * @return these operations
	 */
	AuditOperations checked() {
		Checks.name("namespace", this.namespace);
		return this;
	}

	Call<AuditPage> page(AuditQuery query) {
		checked();
		Checks.notNull("query", query);
		String cursor = query.cursor();
		return PAGE.call(this.namespace)
			.query("from", millis(query.from()))
			.query("to", millis(query.to()))
			.query("action", query.action())
			.query("profile", query.profile())
			.query("outcome", (query.outcome() != null) ? query.outcome().value() : null)
			.query("limit", (query.pageSize() != null) ? query.pageSize().toString() : null)
			.query("cursor", cursor)
			// A cursor that stays where it is would be followed for ever.
			.fitting((page) -> cursor == null || !cursor.equals(page.nextCursor()));
	}

	private static @Nullable String millis(@Nullable Instant time) {
		return (time != null) ? Long.toString(time.toEpochMilli()) : null;
	}

	record PageAnswer(List<AuditEvent> events, @Nullable String nextCursor, boolean complete) {

	}

}
