package ai.memoturn.client;

import java.util.List;

import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Credential;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;

/**
 * The operations that belong to no profile.
 */
final class ClientOperations {

	static final Operation<List<ProfileInfo>> PROFILES = Operation
		.describe("client.profiles", "GET", "/v1/memory/{namespace}")
		.retry(RetryClass.READ)
		.reads((answer) -> List.copyOf(answer.read(ProfilesAnswer.class).profiles()));

	static final Operation<Boolean> PING = Operation.describe("client.ping", "GET", "/health")
		.retry(RetryClass.READ)
		.credential(Credential.NONE)
		.reads((answer) -> {
			// Something else may well answer 200 at the wrong address.
			Checks.argument(answer.text().strip().equals("ok"), () -> "not a node's answer");
			return true;
		});

	private ClientOperations() {
	}

	static Call<List<ProfileInfo>> profiles(String namespace) {
		return PROFILES.call(Checks.name("namespace", namespace));
	}

	static Call<Boolean> ping() {
		return PING.call();
	}

	record ProfilesAnswer(List<ProfileInfo> profiles) {

	}

}
