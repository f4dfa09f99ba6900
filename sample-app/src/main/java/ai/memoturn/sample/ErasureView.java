package ai.memoturn.sample;

import java.time.Instant;
import java.util.List;

import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.erasure.ErasureBlockers;
import ai.memoturn.client.erasure.ErasureReceipt;
import ai.memoturn.client.erasure.ErasureStatus;
import ai.memoturn.client.erasure.ReceiptVerification;
import ai.memoturn.client.erasure.ReceiptVerifier;
import com.fasterxml.jackson.annotation.JsonRawValue;
import org.jspecify.annotations.Nullable;

/**
 * An erasure as the API shows it.
 *
 * @param id the id of its coupon
 * @param topic what was erased
 * @param type the kind of memories that were erased
 * @param memories how many there were
 * @param branch the branch on which it was asked for
 * @param requestedAt when that was
 * @param graceUntil until when older history stays
 * @param status {@code pending}, {@code blocked} or {@code completed}
 * @param blockedBy what still holds the data, {@code null} unless it is blocked
 * @param completedAt when nothing was left anywhere
 * @param receipt the proof as the node sent it, to keep
 * @param verified whether the proof was verified with the public key, {@code null}
 * without a proof
 * @param verification the same in words
 */
record ErasureView(String id, @Nullable String topic, @Nullable String type, int memories, String branch,
		Instant requestedAt, Instant graceUntil, ErasureStatus status, @Nullable BlockedBy blockedBy,
		@Nullable Instant completedAt, @JsonRawValue @Nullable String receipt, @Nullable Boolean verified,
		@Nullable String verification) {

	static ErasureView of(Erasure erasure, @Nullable ReceiptVerifier verifier) {
		ErasureReceipt receipt = erasure.receipt();
		ReceiptVerification result = (receipt != null && verifier != null) ? verifier.verify(erasure) : null;
		return new ErasureView(erasure.id(), erasure.target().topicKey(), erasure.target().type(),
				erasure.memoryIds().size(), String.join(", ", erasure.forgetTxid().keySet()), erasure.requestedAt(),
				erasure.graceUntil(), erasure.status(), BlockedBy.of(erasure.blockedBy()), erasure.completedAt(),
				(receipt != null) ? receipt.toJson() : null,
				(receipt != null) ? (result != null && result.isVerified()) : null,
				(receipt == null) ? null : (result != null) ? result.explanation()
						: "Nobody told the public key (memoturn.erasures.public-key)");
	}

	/**
	 * What still holds the data.
	 *
	 * @param checkpoints names of checkpoints
	 * @param branches names of branches
	 */
	record BlockedBy(List<String> checkpoints, List<String> branches) {

		static @Nullable BlockedBy of(@Nullable ErasureBlockers blockers) {
			return (blockers != null) ? new BlockedBy(blockers.checkpoints(), blockers.branches()) : null;
		}

	}

}
