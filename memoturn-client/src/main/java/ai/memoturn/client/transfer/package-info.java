/**
 * Profiles as files: what export and import answer, and how they run.
 */
@NullMarked
package ai.memoturn.client.transfer;

import org.jspecify.annotations.NullMarked;
