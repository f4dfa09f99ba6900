/**
 * Looks after the erasures that the application asked for.
 */
@NullMarked
package ai.memoturn.boot.erasure;

import org.jspecify.annotations.NullMarked;
