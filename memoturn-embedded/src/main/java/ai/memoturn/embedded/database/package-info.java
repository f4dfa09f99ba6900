/**
 * The database service: what databases and branches there are, and how requests name
 * them. Knows no HTTP.
 */
@NullMarked
package ai.memoturn.embedded.database;

import org.jspecify.annotations.NullMarked;
