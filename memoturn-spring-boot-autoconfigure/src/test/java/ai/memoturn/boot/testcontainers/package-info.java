/**
 * Tests for connections to nodes in containers.
 */
@NullMarked
package ai.memoturn.boot.testcontainers;

import org.jspecify.annotations.NullMarked;
