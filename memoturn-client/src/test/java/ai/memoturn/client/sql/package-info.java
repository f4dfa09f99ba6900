@NullMarked
package ai.memoturn.client.sql;

import org.jspecify.annotations.NullMarked;
