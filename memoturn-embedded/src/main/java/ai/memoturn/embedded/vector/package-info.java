/**
 * Embeddings in memory and the exact scan over them, and the service of collections of
 * vectors. Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.vector;

import org.jspecify.annotations.NullMarked;
