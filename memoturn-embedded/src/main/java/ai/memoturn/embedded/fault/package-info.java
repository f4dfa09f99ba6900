/**
 * The failures that a service reports by code.
 */
@NullMarked
package ai.memoturn.embedded.fault;

import org.jspecify.annotations.NullMarked;
