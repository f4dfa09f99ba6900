/**
 * Collections of vectors, each under an id, searched by cosine distance.
 */
@NullMarked
package ai.memoturn.client.vector;

import org.jspecify.annotations.NullMarked;
