package ai.memoturn.embedded.store;

/**
 * What shows that a file is the one that was left.
 *
 * @param size its length in bytes
 * @param time when it was last modified, nanoseconds since 1970
 */
record FileStamp(long size, long time) {
}
