/**
 * Tokens: what to call a node with, and how to mint it.
 */
@NullMarked
package ai.memoturn.client.token;

import org.jspecify.annotations.NullMarked;
