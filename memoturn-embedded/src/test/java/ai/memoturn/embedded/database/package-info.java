/**
 * What the tests of the services of one database share.
 */
@NullMarked
package ai.memoturn.embedded.database;

import org.jspecify.annotations.NullMarked;
