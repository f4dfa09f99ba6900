/**
 * What tests read out of the files of a history.
 */
@NullMarked
package ai.memoturn.embedded.store.history;

import org.jspecify.annotations.NullMarked;
