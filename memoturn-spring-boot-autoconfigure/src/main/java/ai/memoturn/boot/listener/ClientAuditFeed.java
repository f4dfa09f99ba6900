package ai.memoturn.boot.listener;

import java.util.Optional;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.audit.AuditQuery;
import ai.memoturn.client.audit.AuditStream;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.policy.Policies;
import ai.memoturn.client.policy.ProfilePolicy;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a namespace, read with a client.
 */
final class ClientAuditFeed implements AuditFeed {

	private final String namespace;

	private final AuditStream stream;

	private final Policies policies;

	ClientAuditFeed(MemoturnClient client, String namespace) {
		this.namespace = namespace;
		this.stream = client.audit(namespace);
		this.policies = client.policies();
	}

	@Override
	public AuditPage page(AuditQuery query) {
		return this.stream.page(query);
	}

	@Override
	public Optional<AuditRecording> recording(@Nullable String profile) {
		try {
			return Optional.of((profile != null) ? ofProfile(profile) : ofNamespace());
		}
		catch (UnauthorizedException | ForbiddenException ex) {
			// The stream can be read with less than what the policy is read with.
			return Optional.empty();
		}
	}

	private AuditRecording ofProfile(String profile) {
		ProfilePolicy policy = this.policies.getProfile(this.namespace, profile);
		return new AuditRecording(policy.effective().auditEnabled(), policy.revision());
	}

	private AuditRecording ofNamespace() {
		return this.policies.getNamespace(this.namespace)
			.map((found) -> new AuditRecording(Boolean.TRUE.equals(found.policy().auditEnabled()), found.revision()))
			.orElseGet(() -> new AuditRecording(false, 0));
	}

}
