/**
 * Tests of files, transactions and the catalogue.
 */
@NullMarked
package ai.memoturn.embedded.store;

import org.jspecify.annotations.NullMarked;
