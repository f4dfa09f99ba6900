/**
 * Tests of the sample as a whole: over HTTP, in a browser, and across its death.
 */
@NullMarked
package ai.memoturn.sample;

import org.jspecify.annotations.NullMarked;
