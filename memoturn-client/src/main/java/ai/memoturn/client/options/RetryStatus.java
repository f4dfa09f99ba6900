package ai.memoturn.client.options;

/**
 * What a client had repeated at one moment.
 *
 * @param settings when it sends again
 * @param budget tokens that are left to pay for repetitions
 * @param repeated how often it has sent a request again since it was built
 * @param exhausted how often it has not, for want of budget alone
 */
public record RetryStatus(RetrySettings settings, int budget, long repeated, long exhausted) {

}
