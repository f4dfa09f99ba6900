/**
 * How calls are made: what one call may ask for, and when a call is sent again.
 */
@NullMarked
package ai.memoturn.client.options;

import org.jspecify.annotations.NullMarked;
