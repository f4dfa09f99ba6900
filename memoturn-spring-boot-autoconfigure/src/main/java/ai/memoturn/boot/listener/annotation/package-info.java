/**
 * Methods that take the audit stream.
 */
@NullMarked
package ai.memoturn.boot.listener.annotation;

import org.jspecify.annotations.NullMarked;
