/**
 * Who of several instances runs a listener.
 */
@NullMarked
package ai.memoturn.boot.listener.lease;

import org.jspecify.annotations.NullMarked;
