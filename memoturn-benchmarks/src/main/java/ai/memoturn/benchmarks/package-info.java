/**
 * What operations cost, in process and over HTTP, beside SQLite used bare.
 */
@NullMarked
package ai.memoturn.benchmarks;

import org.jspecify.annotations.NullMarked;
