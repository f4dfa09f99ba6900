@NullMarked
package ai.memoturn.client.audit;

import org.jspecify.annotations.NullMarked;
