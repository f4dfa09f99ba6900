/**
 * The document service: collections of JSON objects, their filters, updates and indexes.
 * Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.document;

import org.jspecify.annotations.NullMarked;
