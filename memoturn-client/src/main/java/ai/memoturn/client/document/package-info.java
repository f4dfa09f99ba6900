/**
 * Documents: JSON objects in collections, found, changed and removed by filters.
 */
@NullMarked
package ai.memoturn.client.document;

import org.jspecify.annotations.NullMarked;
