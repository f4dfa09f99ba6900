/**
 * Who may do what: keys, tokens, the table of scopes, and the decision about a request.
 * Knows neither HTTP nor what the routes do.
 */
@NullMarked
package ai.memoturn.embedded.access;

import org.jspecify.annotations.NullMarked;
