/**
 * Branches of a database: forks, checkpoints and rewinds.
 */
@NullMarked
package ai.memoturn.client.branch;

import org.jspecify.annotations.NullMarked;
