package ai.memoturn.embedded.store;

import java.time.Duration;

/**
 * How far back a database can be restored.
 *
 * @param fine to any transaction; zero if nothing is ever pruned
 * @param thin to some of them; never shorter than the fine window in effect
 */
public record RestoreWindows(Duration fine, Duration thin) {
}
