/**
 * Tests of what ingest, recall, get and forget mean, on real files.
 */
@NullMarked
package ai.memoturn.embedded.memory;

import org.jspecify.annotations.NullMarked;
