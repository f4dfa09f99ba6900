/**
 * Where listeners of the audit stream are, kept across restarts and between instances.
 */
@NullMarked
package ai.memoturn.boot.listener.position;

import org.jspecify.annotations.NullMarked;
