package ai.memoturn.client.erasure;

import java.time.Instant;
import java.util.Objects;

/**
 * That an erasure was accepted: what it is aimed at is gone from the branch, and the node
 * keeps a coupon for the rest. New components may be added: read it, do not construct it.
 *
 * @param erasureId the id of the coupon, {@code ers_} and 16 hexadecimal digits
 * @param status how far it has come
 * @param txid the transaction id from which on it is gone
 * @param graceUntil until when the branch can be taken back to a state before; from then
 * on older history goes, too
 */
public record EraseResult(String erasureId, ErasureStatus status, long txid, Instant graceUntil) {

	/**
	 * Check what the record is made of.
	 * @param erasureId the id of the coupon
	 * @param status how far it has come
	 * @param txid the transaction id from which on it is gone
	 * @param graceUntil until when the branch can be taken back
	 * @throws NullPointerException if anything is {@code null}
	 */
	public EraseResult {
		Objects.requireNonNull(erasureId, "erasureId must not be null");
		Objects.requireNonNull(status, "status must not be null");
		Objects.requireNonNull(graceUntil, "graceUntil must not be null");
	}

}
