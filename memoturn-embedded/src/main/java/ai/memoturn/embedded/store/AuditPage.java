package ai.memoturn.embedded.store;

import java.util.List;

/**
 * A part of an audit stream.
 *
 * @param texts the events, oldest first
 * @param last the position of the last of them; that after which they were read, if there
 * are none
 * @param complete whether no more of them are stored
 */
public record AuditPage(List<String> texts, long last, boolean complete) {
}
