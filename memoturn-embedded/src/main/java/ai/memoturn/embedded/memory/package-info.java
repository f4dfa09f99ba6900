/**
 * The memory service: what ingest, recall, get and forget mean. Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.memory;

import org.jspecify.annotations.NullMarked;
