package ai.memoturn.client;

/**
 * What the connections of a client did at one moment.
 *
 * @param inUse how many served a call
 * @param idle how many were open and free
 * @param waiting how many calls waited for one
 * @param max how many there may be
 */
public record ConnectionStatus(int inUse, int idle, int waiting, int max) {

}
