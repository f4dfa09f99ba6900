package ai.memoturn.embedded.policy;

/**
 * How far back a node can restore.
 *
 * @param fineSeconds to any transaction; 0 if nothing is ever pruned
 * @param snapshotSeconds to snapshots
 */
public record RestoreWindows(long fineSeconds, long snapshotSeconds) {

	/** The protocol's defaults. */
	public static final RestoreWindows DEFAULT = new RestoreWindows(86_400, 2_592_000);

}
