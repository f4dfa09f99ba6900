package ai.memoturn.embedded.erasure;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.database.NameRule;
import ai.memoturn.embedded.database.ProfileName;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.memory.MemoryErasure;
import ai.memoturn.embedded.memory.MemoryTarget;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.policy.PolicyField;
import ai.memoturn.embedded.policy.PolicySource;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.Erased;
import ai.memoturn.embedded.store.ErasureRow;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.NodeStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the routes of erasures do, without HTTP. Blocks; safe for use by many threads.
 * <p>
 * An erasure is noted before anything is deleted, and becomes a coupon afterwards: a
 * crash in between leaves no deletion that nobody follows up.
 */
public final class ErasureService {

	private static final Logger logger = LoggerFactory.getLogger(ErasureService.class);

	private static final int ID_BYTES = 8;

	private final NodeStore store;

	private final GovernanceFile file;

	private final MemoryErasure memory;

	private final PolicySource policies;

	private final ErasureSettings settings;

	private final InstantSource clock;

	private final Completion completion;

	private final SecureRandom random = new SecureRandom();

	/** The ids of those whose request is being carried out. */
	private final Set<String> running = ConcurrentHashMap.newKeySet();

	/**
	 * Create the one erasure service of a store.
	 * @param store where the data is
	 * @param memory deletes memories
	 * @param policies tell how long history is left alone
	 * @param audit records what is completed
	 * @param settings how the node erases
	 * @param clock tells the time of requests
	 */
	public ErasureService(NodeStore store, MemoryErasure memory, PolicySource policies, AuditTrail audit,
			ErasureSettings settings, InstantSource clock) {
		this.store = store;
		this.file = settings.file();
		this.memory = memory;
		this.policies = policies;
		this.settings = settings;
		this.clock = clock;
		this.completion = new Completion(store, audit, settings, clock);
	}

	/**
	 * Erase something. It is deleted, in stable storage, and its coupon stored when this
	 * returns.
	 * @param address where
	 * @param target what
	 * @return the coupon
	 * @throws Fault {@code invalid_request} if the target is not exactly one thing, its
	 * type is missing or unknown, or a name breaks the rule, {@code database_not_found},
	 * {@code branch_not_found}, {@code not_found} if there is no such memory,
	 * {@code overloaded}; nothing was done then. {@code unavailable} or {@code internal}
	 * if the storage fails; if the data was deleted already, its coupon follows
	 */
	public Coupon request(ProfileAddress address, MemoryTarget target) {
		checkShape(target);
		BranchEntry branch = this.memory.branch(address);
		List<String> found = this.memory.find(branch, target);
		ErasureRow requested = requested(branch, target, found);
		this.running.add(requested.id());
		try {
			this.file.saveErasure(requested);
			Erased<List<String>> erased = erase(requested, branch, target);
			ErasureRow pending = requested.pending(Texts.strings(erased.value()), erased.txid(), erased.generation());
			this.file.saveErasure(pending);
			return new Coupon(pending);
		}
		finally {
			this.running.remove(requested.id());
		}
	}

	private static void checkShape(MemoryTarget target) {
		long given = Stream.of(target.memoryId() != null, target.topicKey() != null, target.sessionId() != null)
			.filter((present) -> present)
			.count();
		if (given != 1) {
			throw new Fault(FaultCode.INVALID_REQUEST, "exactly one of 'memory_id', 'topic_key' and 'session_id' must"
					+ " say what to erase, not " + given + " of them");
		}
		if (target.topicKey() != null && target.type() == null) {
			throw new Fault(FaultCode.INVALID_REQUEST, "'topic_key' needs the field 'type', fact or instruction");
		}
	}

	private ErasureRow requested(BranchEntry branch, MemoryTarget target, List<String> ids) {
		byte[] id = new byte[ID_BYTES];
		this.random.nextBytes(id);
		DatabaseEntry database = branch.database();
		long now = this.clock.millis();
		return new ErasureRow("ers_" + HexFormat.of().formatHex(id), database.name(), database.uuid(), branch.name(),
				branch.fileId(), 0, Texts.target(target), Texts.strings(ids), now, graceUntil(now, database.name()),
				null, ErasureRow.Status.REQUESTED, null, null, null);
	}

	/** What lies beyond the end of time never comes either way. */
	private long graceUntil(long now, String database) {
		ProfileName profile = ProfileName.ofDatabase(database);
		Duration fixed = this.settings.grace();
		long seconds = (fixed != null) ? fixed.toSeconds() : 0;
		if (fixed == null && profile != null) {
			Long wanted = this.policies.effective(profile.namespace(), profile.profile())
				.value(PolicyField.ERASURE_GRACE);
			seconds = (wanted != null) ? wanted : 0;
		}
		return (seconds > (Long.MAX_VALUE - now) / 1000) ? Long.MAX_VALUE : now + seconds * 1000;
	}

	private Erased<List<String>> erase(ErasureRow requested, BranchEntry branch, MemoryTarget target) {
		try {
			return this.memory.erase(branch, target);
		}
		catch (Fault ex) {
			if (ex.code() == FaultCode.NOT_FOUND || ex.code() == FaultCode.OVERLOADED) {
				this.file.deleteErasure(requested.id());
			}
			// Otherwise it may have been done all the same.
			throw ex;
		}
	}

	/**
	 * List the coupons of a profile, also those of a former one of its name.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @return the coupons, those requested last first
	 * @throws Fault {@code invalid_request} if a name breaks the rule
	 */
	public List<Coupon> list(String namespace, String profile) {
		return Coupon.of(this.file.erasures(database(namespace, profile)));
	}

	/**
	 * Return a coupon of a profile.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param id the coupon's id
	 * @return the coupon
	 * @throws Fault {@code invalid_request} if a name breaks the rule, {@code not_found}
	 * if the profile has no such coupon
	 */
	public Coupon get(String namespace, String profile, String id) {
		String database = database(namespace, profile);
		ErasureRow row = this.file.erasure(id);
		if (row == null || !row.database().equals(database) || row.status() == ErasureRow.Status.REQUESTED) {
			throw new Fault(FaultCode.NOT_FOUND, "erasure not found");
		}
		return new Coupon(row);
	}

	private static String database(String namespace, String profile) {
		if (!NameRule.accepts(namespace) || !NameRule.accepts(profile)) {
			throw new Fault(FaultCode.INVALID_REQUEST, "invalid namespace or profile name");
		}
		return new ProfileName(namespace, profile).database();
	}

	/**
	 * Give up the history of those erasures whose time of grace is over, see what is
	 * left, and complete those of which nothing is. To be called from time to time, by
	 * one thread.
	 * @return how many were completed
	 */
	public int complete() {
		settle();
		return this.completion.run();
	}

	/**
	 * Find out about requests that were interrupted whether their data was deleted: then
	 * they become coupons, else they are forgotten. To be called at the start, and from
	 * time to time.
	 */
	public void settle() {
		for (ErasureRow row : this.file.openErasures()) {
			try {
				if (isInterrupted(row)) {
					settle(row);
				}
			}
			catch (Fault ex) {
				logger.warn("An interrupted erasure could not be looked at; that is tried again", ex);
			}
		}
	}

	private boolean isInterrupted(ErasureRow row) {
		if (row.status() != ErasureRow.Status.REQUESTED || this.running.contains(row.id())) {
			return false;
		}
		// Its request may have ended since the row was read.
		ErasureRow now = this.file.erasure(row.id());
		return now != null && now.status() == ErasureRow.Status.REQUESTED;
	}

	private void settle(ErasureRow row) {
		DatabaseEntry database = this.store.database(row.database());
		BranchEntry branch = (database != null) ? this.store.branch(database, row.branch()) : null;
		// The newest state is without it; that some before may be too does no harm.
		Erased<List<String>> erased = (branch != null && branch.fileId().equals(row.branchFile()))
				? this.memory.erased(branch, Texts.target(row.target()), Texts.strings(row.memoryIds())) : null;
		if (erased != null) {
			this.file.saveErasure(row.pending(row.memoryIds(), erased.txid(), erased.generation()));
		}
		else {
			this.file.deleteErasure(row.id());
		}
	}

}
