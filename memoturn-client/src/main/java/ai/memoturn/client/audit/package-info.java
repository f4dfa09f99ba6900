/**
 * The audit stream of a namespace: who did what, and what left the node.
 */
@NullMarked
package ai.memoturn.client.audit;

import org.jspecify.annotations.NullMarked;
