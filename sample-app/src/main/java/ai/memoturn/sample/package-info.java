/**
 * An assistant's memory that a person can use: everything it keeps goes through the
 * signed-in user's {@link ai.memoturn.client.memory.MemoryProfile}.
 */
@NullMarked
package ai.memoturn.sample;

import org.jspecify.annotations.NullMarked;
