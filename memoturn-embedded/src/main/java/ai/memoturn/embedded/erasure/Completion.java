package ai.memoturn.embedded.erasure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.access.SigningKey;
import ai.memoturn.embedded.audit.AuditEvent;
import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.database.ProfileName;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.ErasureRow;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoredStates;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes erasures whose time of grace is over (protocol, security and governance,
 * 5.4): gives up the history, looks at what is stored, and writes receipts. Each step may
 * be interrupted and is repeated by the next pass; a coupon is completed last.
 */
final class Completion {

	private static final Logger logger = LoggerFactory.getLogger(Completion.class);

	/** The later one drops the history of the earlier as well. */
	private static final Comparator<ErasureRow> LATEST_FIRST = Comparator.comparing(Completion::txid).reversed();

	private final NodeStore store;

	private final GovernanceFile file;

	private final AuditTrail audit;

	private final @Nullable SigningKey key;

	private final InstantSource clock;

	Completion(NodeStore store, AuditTrail audit, ErasureSettings settings, InstantSource clock) {
		this.store = store;
		this.file = settings.file();
		this.audit = audit;
		this.key = settings.key();
		this.clock = clock;
	}

	private static long txid(ErasureRow erasure) {
		return Objects.requireNonNull(erasure.txid());
	}

	/**
	 * Complete what can be.
	 * @return how many were completed
	 */
	int run() {
		long now = this.clock.millis();
		Map<String, List<ErasureRow>> due = new LinkedHashMap<>();
		for (ErasureRow erasure : this.file.openErasures()) {
			if (erasure.txid() != null && erasure.graceUntil() <= now) {
				due.computeIfAbsent(erasure.uuid(), (uuid) -> new ArrayList<>()).add(erasure);
			}
		}
		int completed = 0;
		for (List<ErasureRow> erasures : due.values()) {
			try {
				completed += completeOfOneDatabase(erasures);
			}
			catch (Fault ex) {
				logger.warn("The erasures of a database could not be completed; that is tried again", ex);
			}
		}
		return completed;
	}

	private int completeOfOneDatabase(List<ErasureRow> erasures) {
		ErasureRow any = erasures.get(0);
		DatabaseEntry database = this.store.database(any.database());
		if (database == null || !database.uuid().equals(any.uuid())) {
			return complete(erasures, this.store.examine(any.uuid()));
		}
		List<ErasureRow> unblocked = new ArrayList<>();
		int[] completed = { 0 };
		this.store.withoutRewinds(database, () -> {
			for (ErasureRow erasure : erasures.stream().sorted(LATEST_FIRST).toList()) {
				ErasureRow seen = dropHistory(erasure, database);
				if (seen.status() == ErasureRow.Status.PENDING) {
					unblocked.add(seen);
				}
			}
			if (!unblocked.isEmpty()) {
				completed[0] = complete(unblocked, this.store.examine(database.uuid()));
			}
		});
		return completed[0];
	}

	/**
	 * Give up the history of an erasure wherever nothing is in the way.
	 * @return the erasure as it stands now
	 */
	private ErasureRow dropHistory(ErasureRow erasure, DatabaseEntry database) {
		Blockers blockers = Blockers.of(erasure, this.store.states(database));
		String text = blockers.text();
		ErasureRow seen = erasure.blocked(text);
		if (!Objects.equals(text, erasure.blockers())) {
			this.file.saveErasure(seen);
		}
		for (BranchEntry branch : blockers.free()) {
			this.store.dropHistory(branch, txid(erasure));
		}
		return seen;
	}

	private int complete(List<ErasureRow> erasures, StoredStates found) {
		int completed = 0;
		for (ErasureRow erasure : erasures) {
			if (found.beginAt(txid(erasure))) {
				long now = this.clock.millis();
				Receipt receipt = new Receipt(erasure, now, found, Receipt.CLAIMS);
				this.file.saveErasure(erasure.completed(now, receipt.text(this.key)));
				record(erasure);
				completed++;
			}
			else {
				logger.warn("Erasure {} is not completed, since files from before it are left; that is tried again",
						erasure.id());
			}
		}
		return completed;
	}

	private void record(ErasureRow erasure) {
		ProfileName profile = ProfileName.ofDatabase(erasure.database());
		if (profile != null) {
			this.audit.record(AuditGate.PROFILE,
					AuditEvent.of("erasure.completed", profile.namespace(), profile.profile(), Caller.NOBODY)
						.on(erasure.id()));
		}
	}

}
