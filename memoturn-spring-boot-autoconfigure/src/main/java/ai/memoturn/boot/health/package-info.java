/**
 * Health of the connection to Memoturn.
 */
@NullMarked
package ai.memoturn.boot.health;

import org.jspecify.annotations.NullMarked;
