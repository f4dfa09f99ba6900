package ai.memoturn.embedded.store;

/**
 * A branch that the catalogue knows. Its file may not exist yet; it is made at the first
 * use.
 *
 * @param database the database that it belongs to
 * @param name its name
 * @param fileId what its file is called by; unique in the store and never reused
 */
public record BranchEntry(DatabaseEntry database, String name, String fileId) {
}
