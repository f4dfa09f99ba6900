/**
 * The embedded node: how to build, start and stop it.
 */
@NullMarked
package ai.memoturn.embedded;

import org.jspecify.annotations.NullMarked;
