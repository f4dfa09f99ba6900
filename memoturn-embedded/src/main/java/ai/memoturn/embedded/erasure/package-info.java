/**
 * Erases memories and proves it: deletes them at once, gives up the history that still
 * holds them after a time of grace, looks at what is stored, and signs what it found
 * (protocol, security and governance, section 5). Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.erasure;

import org.jspecify.annotations.NullMarked;
