package ai.memoturn.client.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;

import ai.memoturn.client.credential.TokenScope;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who acted. New components may be added: read it, do not construct it.
 *
 * @param kind what was shown; everything else is {@code null} unless it was a token
 * @param tokenHash 16 hexadecimal digits that tell tokens apart without telling them
 * @param scope what the token allows
 * @param issuedAt when the token was made
 * @param claimNamespace the namespace whose profiles the token covers; {@code null} for
 * the token of one database
 * @param claimDatabase the database that the token covers; {@code null} for the token of
 * a namespace
 * @param unknown what else the server says, by its name on the wire; unmodifiable
 */
public record AuditActor(AuditActorKind kind, @Nullable String tokenHash, @Nullable TokenScope scope,
		@Nullable Instant issuedAt, @Nullable String claimNamespace, @Nullable String claimDatabase,
		Map<String, @Nullable Object> unknown) {

	/**
	 * Check what the record is made of.
	 * @param kind what was shown
	 * @param tokenHash 16 hexadecimal digits that tell tokens apart without telling them
	 * @param scope what the token allows
	 * @param issuedAt when the token was made
	 * @param claimNamespace the namespace whose profiles the token covers
	 * @param claimDatabase the database that the token covers
	 * @param unknown what else the server says
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public AuditActor {
		Objects.requireNonNull(kind, "kind must not be null");
		unknown = Collections.unmodifiableMap(unknown);
	}

	@JsonCreator
	static AuditActor read(@JsonProperty("kind") AuditActorKind kind,
			@JsonProperty("token_hash") @Nullable String tokenHash, @JsonProperty("scope") @Nullable TokenScope scope,
			@JsonProperty("iat") @Nullable Long iat, @JsonProperty("claim_ns") @Nullable String claimNamespace,
			@JsonProperty("claim_db") @Nullable String claimDatabase,
			@JsonAnySetter @Nullable Map<String, @Nullable Object> unknown) {
		return new AuditActor(kind, tokenHash, scope, (iat != null) ? Instant.ofEpochSecond(iat) : null, claimNamespace,
				claimDatabase, (unknown != null) ? unknown : Map.of());
	}

}
