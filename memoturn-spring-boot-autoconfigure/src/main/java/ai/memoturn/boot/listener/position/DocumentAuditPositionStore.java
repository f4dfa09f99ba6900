package ai.memoturn.boot.listener.position;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.document.DocumentCollection;
import ai.memoturn.client.document.Filters;
import ai.memoturn.client.document.Updates;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.NotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * {@link AuditPositionStore} in documents of a plain database of Memoturn, which no
 * rewind of a profile touches. The database is created when it is not there, for which
 * the client needs a platform key.
 */
public final class DocumentAuditPositionStore implements AuditPositionStore {

	private final MemoturnClient client;

	private final String database;

	private final DocumentCollection collection;

	/**
	 * Create a store.
	 * @param client the client
	 * @param database the name of the plain database
	 * @param collection the name of the collection
	 * @throws IllegalArgumentException if a name cannot be used
	 */
	public DocumentAuditPositionStore(MemoturnClient client, String database, String collection) {
		if (database.isBlank() || database.contains("--") || database.contains("@") || database.contains("/")) {
			throw new IllegalArgumentException("database must be the name of a plain database, which is not blank and "
					+ "has no '--', '@' and '/', but is '" + database + "'");
		}
		if (!collection.matches("[A-Za-z0-9_-]{1,64}")) {
			throw new IllegalArgumentException(
					"collection must be 1 to 64 ASCII letters, digits, hyphens and underscores, but is '" + collection
							+ "'");
		}
		this.client = client;
		this.database = database;
		this.collection = client.database(database).collection(collection);
	}

	@Override
	public Optional<Stored> load(String listener) {
		List<Map<String, @Nullable Object>> found;
		try {
			found = this.collection.find(Filters.where("_id").is(listener)).documents();
		}
		catch (NotFoundException ex) {
			// No database, so no position.
			return Optional.empty();
		}
		return found.isEmpty() ? Optional.empty() : Optional.of(read(listener, found.get(0)));
	}

	private static Stored read(String listener, Map<String, @Nullable Object> document) {
		if (document.get("version") instanceof Number version && version.longValue() > 0
				&& document.get("state") instanceof String state) {
			return new Stored(version.longValue(), AuditPosition.decode(listener, state));
		}
		throw new UnreadablePositionException(listener, "its document has no version or no state");
	}

	@Override
	public boolean save(long expected, AuditPosition position) {
		if (expected > 0) {
			return update(expected, position);
		}
		try {
			return insert(position);
		}
		catch (NotFoundException ex) {
			create();
			return insert(position);
		}
	}

	private boolean update(long expected, AuditPosition position) {
		try {
			return this.collection
				.updateOne(Filters.where("_id").is(position.listener()).and("version").is(expected),
						Updates.set("version", expected + 1).set("state", position.encode()))
				.modified() == 1;
		}
		catch (NotFoundException ex) {
			// No database, so not that version.
			return false;
		}
	}

	private boolean insert(AuditPosition position) {
		try {
			this.collection.insert(Map.of("_id", position.listener(), "version", 1L, "state", position.encode()));
			return true;
		}
		catch (InvalidRequestException | ConflictException ex) {
			// What is refused because another instance was first is there now.
			if (load(position.listener()).isPresent()) {
				return false;
			}
			throw ex;
		}
	}

	private void create() {
		try {
			this.client.databases().create(this.database);
		}
		catch (ConflictException | InvalidRequestException ex) {
			if (this.client.databases().list().stream().noneMatch((found) -> found.name().equals(this.database))) {
				throw ex;
			}
		}
	}

	@Override
	public String describe() {
		return "the collection " + this.collection.name() + " of Memoturn's database " + this.database;
	}

}
