/**
 * Files, transactions and the catalogue: what lies on disk, who may write it when, and
 * what a reader sees of it. Knows neither JSON nor the wire.
 */
@NullMarked
package ai.memoturn.embedded.store;

import org.jspecify.annotations.NullMarked;
