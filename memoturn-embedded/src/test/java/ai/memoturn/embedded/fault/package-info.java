/**
 * What tests of several packages say about failures.
 */
@NullMarked
package ai.memoturn.embedded.fault;

import org.jspecify.annotations.NullMarked;
