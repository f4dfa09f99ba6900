@NullMarked
package ai.memoturn.client.policy;

import org.jspecify.annotations.NullMarked;
