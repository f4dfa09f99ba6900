/**
 * The transcript service: turns of conversations by session, their window and search.
 * Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.transcript;

import org.jspecify.annotations.NullMarked;
