/**
 * Embeddings in memory and the exact scan over them.
 */
@NullMarked
package ai.memoturn.embedded.vector;

import org.jspecify.annotations.NullMarked;
