/**
 * What is observed of calls with Micrometer, and how to name it otherwise.
 */
@NullMarked
package ai.memoturn.client.observation;

import org.jspecify.annotations.NullMarked;
