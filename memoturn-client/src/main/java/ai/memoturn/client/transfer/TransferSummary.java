package ai.memoturn.client.transfer;

/**
 * What was exported or imported.
 *
 * @param memories how many memories, superseded ones included
 * @param sessions how many sessions
 */
public record TransferSummary(long memories, long sessions) {

	TransferSummary plus(long moreMemories, long moreSessions) {
		return new TransferSummary(this.memories + moreMemories, this.sessions + moreSessions);
	}

}
