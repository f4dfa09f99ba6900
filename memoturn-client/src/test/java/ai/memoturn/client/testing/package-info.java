/**
 * What the client's tests share: a server that does as it is told, and one way to call
 * both faces.
 */
@NullMarked
package ai.memoturn.client.testing;

import org.jspecify.annotations.NullMarked;
