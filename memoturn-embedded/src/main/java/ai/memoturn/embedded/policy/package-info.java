/**
 * Governance policies: what a namespace allows less of than the node would, and what its
 * profiles tighten further. Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.policy;

import org.jspecify.annotations.NullMarked;
