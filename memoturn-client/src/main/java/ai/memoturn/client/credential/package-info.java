/**
 * What calls are authorized with, where it is not fixed when the client is built.
 */
@NullMarked
package ai.memoturn.client.credential;

import org.jspecify.annotations.NullMarked;
