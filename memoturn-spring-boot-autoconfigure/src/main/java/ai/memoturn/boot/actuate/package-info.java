/**
 * What the actuator tells of Memoturn, and what it must not tell.
 */
@NullMarked
package ai.memoturn.boot.actuate;

import org.jspecify.annotations.NullMarked;
