/**
 * Auto-configuration of the client, the embedded node and the memory profile of each
 * request.
 */
@NullMarked
package ai.memoturn.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
