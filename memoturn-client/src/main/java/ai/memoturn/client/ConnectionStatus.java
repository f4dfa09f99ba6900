package ai.memoturn.client;

/**
 * How many connections a client had at one moment.
 *
 * @param open how many were open, in use or not
 * @param max how many may serve calls at a time
 */
public record ConnectionStatus(int open, int max) {

}
