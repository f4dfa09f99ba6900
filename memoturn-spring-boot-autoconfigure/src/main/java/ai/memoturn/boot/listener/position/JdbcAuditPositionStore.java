package ai.memoturn.boot.listener.position;

import java.util.Optional;

import javax.sql.DataSource;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link AuditPositionStore} in the table {@code MEMOTURN_AUDIT_POSITION} of a database.
 * The script {@code ai/memoturn/boot/listener/position/schema.sql} creates it.
 * <p>
 * Positions are stored outside the transactions of the methods that handle events.
 */
public final class JdbcAuditPositionStore implements AuditPositionStore {

	private final JdbcClient client;

	/**
	 * Create a store.
	 * @param dataSource the database
	 */
	public JdbcAuditPositionStore(DataSource dataSource) {
		this.client = JdbcClient.create(dataSource);
	}

	@Override
	public Optional<Stored> load(String listener) {
		return this.client.sql("SELECT VERSION, STATE FROM MEMOTURN_AUDIT_POSITION WHERE LISTENER = ?")
			.param(listener)
			.query((row, number) -> new Stored(row.getLong(1), AuditPosition.decode(listener, row.getString(2))))
			.optional();
	}

	@Override
	public boolean save(long expected, AuditPosition position) {
		if (expected > 0) {
			return this.client.sql("""
					UPDATE MEMOTURN_AUDIT_POSITION SET VERSION = ?, STATE = ?
					WHERE LISTENER = ? AND VERSION = ?""")
				.params(expected + 1, position.encode(), position.listener(), expected)
				.update() == 1;
		}
		try {
			this.client.sql("INSERT INTO MEMOTURN_AUDIT_POSITION (LISTENER, VERSION, STATE) VALUES (?, 1, ?)")
				.params(position.listener(), position.encode())
				.update();
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	@Override
	public String describe() {
		return "the table MEMOTURN_AUDIT_POSITION";
	}

}
