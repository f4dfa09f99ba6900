/**
 * History at the level of pages: what each commit changed, read from the write-ahead log
 * and kept as deltas between successive versions of a page. Knows files and bytes; what
 * branches, checkpoints and retention are is the store's business.
 */
@NullMarked
package ai.memoturn.embedded.store.history;

import org.jspecify.annotations.NullMarked;
