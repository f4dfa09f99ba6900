@NullMarked
package ai.memoturn.client.transfer;

import org.jspecify.annotations.NullMarked;
