/**
 * What the node sends to models: only where policy lets it, for a limited time, and never
 * unrecorded. Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.egress;

import org.jspecify.annotations.NullMarked;
