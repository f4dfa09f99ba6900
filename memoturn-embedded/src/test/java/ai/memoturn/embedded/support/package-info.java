/**
 * What several tests of the node use.
 */
@NullMarked
package ai.memoturn.embedded.support;

import org.jspecify.annotations.NullMarked;
