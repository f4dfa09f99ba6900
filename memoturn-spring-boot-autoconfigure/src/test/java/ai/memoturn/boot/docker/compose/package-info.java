/**
 * Tests for connections to nodes in containers.
 */
@NullMarked
package ai.memoturn.boot.docker.compose;

import org.jspecify.annotations.NullMarked;
