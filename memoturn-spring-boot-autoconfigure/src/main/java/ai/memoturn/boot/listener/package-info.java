/**
 * Containers that hand the audit stream of a namespace to methods: at least once, in the
 * order of the stream, across restarts and instances. They need a Spring context at most
 * for events, and no Spring Boot.
 */
@NullMarked
package ai.memoturn.boot.listener;

import org.jspecify.annotations.NullMarked;
