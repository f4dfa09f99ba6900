/**
 * Tokens that are found for each call, rather than fixed when the client is built.
 */
@NullMarked
package ai.memoturn.client.token;

import org.jspecify.annotations.NullMarked;
