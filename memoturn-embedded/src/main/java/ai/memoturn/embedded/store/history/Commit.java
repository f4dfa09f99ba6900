package ai.memoturn.embedded.store.history;

import java.util.Map;

/**
 * A transaction in the log.
 *
 * @param frames which frame holds the last version of each page that it changed, by the
 * page's number
 * @param pages how many pages the file has after it
 * @param end where it ends
 * @param checksum the log's running checksum there
 */
record Commit(Map<Integer, Integer> frames, int pages, LogPosition end, long checksum) {
}
