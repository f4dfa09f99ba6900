/**
 * Entry points: the blocking and the reactive client and their builder.
 */
@NullMarked
package ai.memoturn.client;

import org.jspecify.annotations.NullMarked;
