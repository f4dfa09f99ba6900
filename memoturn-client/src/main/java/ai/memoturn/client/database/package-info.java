/**
 * Databases as such, whether they are those of profiles or plain ones.
 */
@NullMarked
package ai.memoturn.client.database;

import org.jspecify.annotations.NullMarked;
