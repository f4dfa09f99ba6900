@NullMarked
package ai.memoturn.client.database;

import org.jspecify.annotations.NullMarked;
