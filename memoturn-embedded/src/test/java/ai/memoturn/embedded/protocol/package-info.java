/**
 * Which test proves which section of the protocol.
 */
@NullMarked
package ai.memoturn.embedded.protocol;

import org.jspecify.annotations.NullMarked;
