/**
 * JSON as the protocol has it: what is accepted, what is malformed, and the canonical
 * text that ids are made of.
 */
@NullMarked
package ai.memoturn.embedded.json;

import org.jspecify.annotations.NullMarked;
