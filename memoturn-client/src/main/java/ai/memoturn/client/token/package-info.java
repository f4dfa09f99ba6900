/**
 * Tokens: what to call a node with, how to mint it, and where it is found for each call.
 */
@NullMarked
package ai.memoturn.client.token;

import org.jspecify.annotations.NullMarked;
