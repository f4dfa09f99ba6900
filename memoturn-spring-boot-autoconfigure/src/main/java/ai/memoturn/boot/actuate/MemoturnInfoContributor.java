package ai.memoturn.boot.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * {@link InfoContributor} that tells where memories are kept, and the version of the
 * client. A node has no version to tell: its protocol knows no route for it.
 */
public final class MemoturnInfoContributor implements InfoContributor {

	private final String mode;

	private final @Nullable String clientVersion;

	/**
	 * Create the contributor.
	 * @param mode where memories are kept
	 * @param clientVersion version of the client, {@code null} if its jar does not say
	 */
	public MemoturnInfoContributor(String mode, @Nullable String clientVersion) {
		this.mode = mode;
		this.clientVersion = clientVersion;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("mode", this.mode);
		if (this.clientVersion != null) {
			details.put("client", Map.of("version", this.clientVersion));
		}
		builder.withDetail("memoturn", details);
	}

}
