/**
 * Tests of the document service.
 */
@NullMarked
package ai.memoturn.embedded.document;

import org.jspecify.annotations.NullMarked;
