@NullMarked
package ai.memoturn.client.document;

import org.jspecify.annotations.NullMarked;
