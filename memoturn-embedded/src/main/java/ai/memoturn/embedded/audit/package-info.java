/**
 * The audit streams: what is recorded when, and how it is read. Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.audit;

import org.jspecify.annotations.NullMarked;
