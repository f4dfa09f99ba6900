/**
 * Connection to a node that Docker Compose runs.
 */
@NullMarked
package ai.memoturn.boot.docker.compose;

import org.jspecify.annotations.NullMarked;
