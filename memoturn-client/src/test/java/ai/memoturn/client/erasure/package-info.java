@NullMarked
package ai.memoturn.client.erasure;

import org.jspecify.annotations.NullMarked;
