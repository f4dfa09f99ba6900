package ai.memoturn.embedded.sql;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.memory.NewMemory;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.transcript.NewTurn;
import ai.memoturn.embedded.transcript.TranscriptService;

/**
 * A profile's database with canaries in the node's own tables, and the SQL service on it.
 */
final class Database implements AutoCloseable {

	static final String CANARY = "canary7391";

	static final DatabaseSpec SPEC = new DatabaseSpec("acme--alice", "main");

	private static final ProfileAddress ALICE = new ProfileAddress("acme", "alice", "main");

	final NodeStore store;

	final SqlService service;

	private final DatabaseService databases;

	private final MemoryService memories;

	private final TranscriptService transcripts;

	private int added;

	private Database(Path directory, Duration limit) {
		this.store = NodeStore.open(directory, StoreOptions.defaults());
		this.databases = new DatabaseService(this.store, Clock.systemUTC());
		this.transcripts = new TranscriptService(this.store, this.databases, Clock.systemUTC());
		this.memories = new MemoryService(this.store, this.transcripts, Clock.systemUTC());
		this.service = new SqlService(this.store, this.databases, limit);
	}

	static Database open(Path directory) {
		return open(directory, SqlService.DEFAULT_LIMIT);
	}

	static Database open(Path directory, Duration limit) {
		return new Database(directory, limit);
	}

	/**
	 * Let the services write what no statement may see.
	 */
	void addCanaries() {
		String number = CANARY + " " + this.added++;
		this.memories.ingest(ALICE, List.of(new NewMemory("fact", number, CANARY, "{\"c\":\"" + number + "\"}", CANARY,
				new float[] { 1, 2, 3 }, CANARY, CANARY, null)), false);
		this.transcripts.append(SPEC, CANARY, new NewTurn(CANARY, "\"" + number + "\"", new float[] { 1, 2 }), false);
	}

	/**
	 * Run statements without parameters.
	 * @return the answer, or the fault's code and message
	 */
	String run(String... texts) {
		try {
			return execute(texts);
		}
		catch (Fault ex) {
			return ex.code() + ": " + ex.getMessage();
		}
	}

	String execute(String... texts) {
		return this.service.execute(SPEC, batch(texts), false).value().toString();
	}

	static SqlBatch batch(String... texts) {
		return SqlBatch.of(Arrays.stream(texts).map((text) -> new SqlStatement(text, List.of())).toList());
	}

	/**
	 * Return a digest of everything in the node's own tables, their definitions included,
	 * but for the transaction id.
	 */
	String reserved() {
		return this.store.read(this.databases.branch(SPEC), (snapshot) -> {
			MessageDigest digest = sha256();
			List<String> tables = new ArrayList<>();
			try (ResultSet rows = snapshot
				.prepare("SELECT name, type, rootpage, sql FROM sqlite_schema WHERE tbl_name LIKE '\\_\\_memoturn\\_%'"
						+ " ESCAPE '\\' ORDER BY type, name")
				.executeQuery()) {
				while (rows.next()) {
					if (rows.getString(2).equals("table") && !rows.getString(1).equals("__memoturn_meta")) {
						tables.add(rows.getString(1));
					}
					update(digest, rows);
				}
			}
			for (String table : tables) {
				digest(snapshot, "SELECT * FROM " + table, digest);
			}
			digest(snapshot,
					"SELECT * FROM sqlite_sequence WHERE name LIKE '\\_\\_memoturn\\_%' ESCAPE '\\' ORDER BY name",
					digest);
			return HexFormat.of().formatHex(digest.digest());
		});
	}

	private static void digest(Snapshot snapshot, String query, MessageDigest digest) throws SQLException {
		PreparedStatement select = snapshot.prepare(query);
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				update(digest, rows);
			}
		}
	}

	private static void update(MessageDigest digest, ResultSet row) throws SQLException {
		for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
			byte[] bytes = row.getBytes(i);
			digest.update((bytes != null) ? bytes : "NULL".getBytes(StandardCharsets.UTF_8));
			digest.update((byte) 0);
		}
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	long txid() {
		return this.store.read(this.databases.branch(SPEC), Snapshot::txid);
	}

	@Override
	public void close() {
		this.store.close();
	}

}
