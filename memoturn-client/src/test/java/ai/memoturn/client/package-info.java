@NullMarked
package ai.memoturn.client;

import org.jspecify.annotations.NullMarked;
