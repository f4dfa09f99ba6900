/**
 * What can go wrong, one unchecked exception per decision that a caller can take.
 */
@NullMarked
package ai.memoturn.client.error;

import org.jspecify.annotations.NullMarked;
