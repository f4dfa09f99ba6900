/**
 * Tokens, and how to mint them.
 */
@NullMarked
package ai.memoturn.client.token;

import org.jspecify.annotations.NullMarked;
