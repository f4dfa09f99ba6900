/**
 * Tests of transcripts on real files.
 */
@NullMarked
package ai.memoturn.embedded.transcript;

import org.jspecify.annotations.NullMarked;
