package ai.memoturn.embedded.kv;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Types;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.Expiry;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.TablesOnly;
import ai.memoturn.embedded.store.Versioned;
import org.jspecify.annotations.Nullable;

/**
 * What the key-value routes do, without HTTP. Blocks; safe for use by many threads.
 * Namespaces and keys are any text; a namespace comes into existence with its first key.
 * <p>
 * Every method that takes a {@link DatabaseSpec} throws a {@link Fault} for what the
 * protocol answers with an error: {@code database_not_found} or {@code branch_not_found},
 * {@code overloaded} (the branch's write queue is full), {@code unavailable} (storage
 * fails for now; nothing was done) and {@code internal} (the database's file is damaged).
 */
public final class KvService {

	private static final int MAX_RESULTS = 1000;

	private static final String TABLE = """
			CREATE TABLE IF NOT EXISTS __memoturn_kv (
				namespace TEXT NOT NULL,
				key TEXT NOT NULL,
				expires_at INTEGER,
				value BLOB NOT NULL,
				PRIMARY KEY (namespace, key)
			) STRICT, WITHOUT ROWID""";

	private static final String EXPIRY_INDEX = """
			CREATE INDEX IF NOT EXISTS __memoturn_kv_expiry
			ON __memoturn_kv (expires_at) WHERE expires_at IS NOT NULL""";

	private final NodeStore store;

	private final DatabaseService databases;

	private final InstantSource clock;

	private final Expiry expiry;

	/**
	 * Create the one key-value service of a store, before any of its branches is used.
	 * @param store where the values are
	 * @param databases tells where a request goes
	 * @param clock tells when keys expire
	 */
	public KvService(NodeStore store, DatabaseService databases, InstantSource clock) {
		this.store = store;
		this.databases = databases;
		this.clock = clock;
		this.expiry = new Expiry(store, clock, "__memoturn_kv", "namespace, key");
		store.attach(new TablesOnly(TABLE, EXPIRY_INDEX));
	}

	/**
	 * Return the value of a key.
	 * @param spec where
	 * @param namespace the namespace
	 * @param key the key
	 * @return the value as it was put, not copied
	 * @throws Fault besides the others, {@code not_found} if there is no such key or it
	 * has expired
	 */
	public Versioned<byte[]> get(DatabaseSpec spec, String namespace, String key) {
		return this.store.read(this.databases.branch(spec), (snapshot) -> {
			PreparedStatement select = snapshot
				.prepare("SELECT value, expires_at FROM __memoturn_kv WHERE namespace = ? AND key = ?");
			select.setString(1, namespace);
			select.setString(2, key);
			try (ResultSet rows = select.executeQuery()) {
				if (!rows.next() || isOver(rows.getLong(2), rows.wasNull())) {
					throw new Fault(FaultCode.NOT_FOUND, "key not found");
				}
				return new Versioned<>(rows.getBytes(1), snapshot.txid());
			}
		});
	}

	private boolean isOver(long expiresAt, boolean never) {
		return !never && expiresAt <= this.clock.millis();
	}

	/**
	 * Put a value under a key, in place of an earlier one and its expiry.
	 * @param spec where
	 * @param namespace the namespace
	 * @param key the key
	 * @param value the value, which must not be changed any more
	 * @param ttlSeconds for how long, not negative, 0 for not at all; {@code null} for
	 * ever
	 * @param durable whether to answer only when it is in stable storage
	 * @return the transaction id
	 */
	public long put(DatabaseSpec spec, String namespace, String key, byte[] value, @Nullable Long ttlSeconds,
			boolean durable) {
		return this.store.write(this.databases.branch(spec), durable, (transaction) -> {
			PreparedStatement upsert = transaction.prepare("""
					INSERT INTO __memoturn_kv (namespace, key, value, expires_at) VALUES (?, ?, ?, ?)
					ON CONFLICT DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at""");
			upsert.setString(1, namespace);
			upsert.setString(2, key);
			upsert.setBytes(3, value);
			if (ttlSeconds != null) {
				upsert.setLong(4, Expiry.instant(this.clock.millis(), ttlSeconds));
			}
			else {
				upsert.setNull(4, Types.BIGINT);
			}
			return upsert.executeUpdate();
		}).txid();
	}

	/**
	 * Delete a key. Does nothing if it is not there.
	 * @param spec where
	 * @param namespace the namespace
	 * @param key the key
	 * @param durable whether to answer only when that is in stable storage
	 * @return the transaction id
	 */
	public long delete(DatabaseSpec spec, String namespace, String key, boolean durable) {
		return this.store.write(this.databases.branch(spec), durable, (transaction) -> {
			PreparedStatement delete = transaction.prepare("DELETE FROM __memoturn_kv WHERE namespace = ? AND key = ?");
			delete.setString(1, namespace);
			delete.setString(2, key);
			return delete.executeUpdate();
		}).txid();
	}

	/**
	 * List the keys of a namespace that have not expired.
	 * @param spec where
	 * @param namespace the namespace
	 * @param prefix what they begin with
	 * @param limit how many at most, not negative; more than 1000 counts as 1000
	 * @return the keys, in the order of their bytes
	 */
	public Versioned<List<String>> list(DatabaseSpec spec, String namespace, String prefix, long limit) {
		long results = Math.min(limit, MAX_RESULTS);
		return this.store.read(this.databases.branch(spec), (snapshot) -> {
			// In the order of their bytes, those with the prefix follow one another.
			PreparedStatement select = snapshot.prepare("""
					SELECT key, expires_at FROM __memoturn_kv WHERE namespace = ? AND key >= ? ORDER BY key""");
			select.setString(1, namespace);
			select.setString(2, prefix);
			List<String> keys = new ArrayList<>();
			try (ResultSet rows = select.executeQuery()) {
				while (keys.size() < results && rows.next()) {
					String key = rows.getString(1);
					if (!key.startsWith(prefix)) {
						break;
					}
					if (!isOver(rows.getLong(2), rows.wasNull())) {
						keys.add(key);
					}
				}
			}
			return new Versioned<>(keys, snapshot.txid());
		});
	}

	/**
	 * Delete the keys that have expired in the branches that are open. To be called from
	 * time to time; reads hide them regardless.
	 * @return how many were deleted
	 */
	public int sweepExpired() {
		return this.expiry.sweep();
	}

}
