/**
 * How a call reaches the node: descriptions of operations and the transport that runs
 * them. Shared by the packages of this module and <strong>not API</strong>: anything here
 * may change in any release.
 */
@NullMarked
package ai.memoturn.client.operation;

import org.jspecify.annotations.NullMarked;
