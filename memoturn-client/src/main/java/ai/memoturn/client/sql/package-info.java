/**
 * SQL on the tables of a database: statements with positional parameters, alone or in
 * batches, and rows as maps or objects.
 */
@NullMarked
package ai.memoturn.client.sql;

import org.jspecify.annotations.NullMarked;
