/**
 * Auto-configuration of Memoturn's health.
 */
@NullMarked
package ai.memoturn.boot.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
