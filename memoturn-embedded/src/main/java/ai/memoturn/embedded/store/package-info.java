/**
 * Files, transactions, history and the catalogue: what lies on disk, who may write it
 * when, and what a reader sees of it. Knows neither JSON nor the wire.
 * <p>
 * In the data directory: <pre>
 * node.lock                           held by the one process that uses the directory
 * catalog.db                          databases, branches, checkpoints, lists of files
 * branches/{database}_{branch}.db     the newest state of a branch, with SQLite's -wal
 *                                     and -shm; -{n} before the dot after n - 1 rewinds
 * history/{database}_{segment}.history  changes between successive states
 * </pre> What holds at any time, after a crash too:
 * <ul>
 * <li>The newest state of a branch is its file with the log over it; each change of its
 * history leads one state back. A change is the exclusive or of both versions of each
 * page, so that it may be merged with others; merging gives up the states between. Pages
 * count without what SQLite has left in their unused space; a file that is built has
 * zeros there.</li>
 * <li>SQLite copies a frame of the log into the file only after the change that holds it
 * is flushed to the history. So no connection copies by itself
 * ({@code wal_autocheckpoint} is 0), one connection stays open as long as the branch
 * does, and whatever opens one of its own on a branch's file must close it before the
 * branch is closed.</li>
 * <li>Segments only grow at the end of the newest. Branches of a database share them: a
 * fork lists those of its parent that lead to it. A segment that no branch lists is
 * deleted.</li>
 * <li>A change to the set of files is one transaction of the catalogue. Files are
 * announced there before they are made, and what is announced and belongs to nothing is
 * deleted at the next start.</li>
 * <li>What cannot be explained by this node's own writing (another process has used the
 * file) makes the history begin anew, with a warning, and never leads to a wrong state: a
 * state that is built is compared with its hash.</li>
 * </ul>
 */
@NullMarked
package ai.memoturn.embedded.store;

import org.jspecify.annotations.NullMarked;
