@NullMarked
package ai.memoturn.client.operation;

import org.jspecify.annotations.NullMarked;
