/**
 * A node in a container of Testcontainers, and the connection to it.
 */
@NullMarked
package ai.memoturn.boot.testcontainers;

import org.jspecify.annotations.NullMarked;
