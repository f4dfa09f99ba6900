package ai.memoturn.embedded.erasure;

import java.time.Duration;

import ai.memoturn.embedded.access.SigningKey;
import ai.memoturn.embedded.store.GovernanceFile;
import org.jspecify.annotations.Nullable;

/**
 * How a node erases.
 *
 * @param file where coupons are kept
 * @param key signs receipts; {@code null} where nothing is signed
 * @param grace how long history is left alone, whatever policies say; {@code null} to
 * follow them
 */
public record ErasureSettings(GovernanceFile file, @Nullable SigningKey key, @Nullable Duration grace) {
}
