@NullMarked
package ai.memoturn.client.kv;

import org.jspecify.annotations.NullMarked;
