/**
 * Tests of policies.
 */
@NullMarked
package ai.memoturn.embedded.policy;

import org.jspecify.annotations.NullMarked;
