package ai.memoturn.client;

import java.time.Instant;
import java.util.List;

import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Credential;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import org.jspecify.annotations.Nullable;

/**
 * The operations that belong to no profile.
 */
final class ClientOperations {

	static final Operation<List<ProfileInfo>> PROFILES = Operation
		.describe("client.profiles", "GET", "/v1/memory/{namespace}")
		.retry(RetryClass.READ)
		.reads((answer) -> List.copyOf(answer.read(ProfilesAnswer.class).profiles()));

	static final Operation<Pong> PING = Operation.describe("client.ping", "GET", "/health")
		.retry(RetryClass.READ)
		.credential(Credential.NONE)
		.reads((answer) -> {
			// Something else may well answer 200 at the wrong address.
			Checks.argument(answer.text().strip().equals("ok"), () -> "not a node's answer");
			return new Pong(answer.date(), Instant.now());
		});

	private ClientOperations() {
	}

	static Call<List<ProfileInfo>> profiles(String namespace) {
		return PROFILES.call(Checks.name("namespace", namespace));
	}

	static Call<Pong> ping() {
		return PING.call();
	}

	/**
	 * An answer, and when it came.
	 *
	 * @param said what time the node said it was
	 * @param answered what time it was here
	 */
	record Pong(@Nullable Instant said, Instant answered) {

		NodeStatus status(Instant asked) {
			return NodeStatus.of(this.said, asked, this.answered);
		}

	}

	record ProfilesAnswer(List<ProfileInfo> profiles) {

	}

}
