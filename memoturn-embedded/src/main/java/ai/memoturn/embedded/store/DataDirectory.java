package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one node: its layout, its lock, and the only code that touches its
 * files outside SQLite. Opening or closing a live database file with anything else drops
 * the locks that SQLite holds on it.
 */
final class DataDirectory implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DataDirectory.class);

	private static final Pattern FILE_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private static final Pattern BRANCH_FILE = Pattern
		.compile(FILE_ID.pattern() + "_" + FILE_ID.pattern() + "(-[0-9]{1,10})?\\.db");

	private static final Pattern SEGMENT_FILE = Pattern
		.compile(FILE_ID.pattern() + "_" + FILE_ID.pattern() + "\\.history");

	/** Locks do not hold, or not reliably, on these. */
	private static final Pattern NETWORK_FILE_SYSTEM = Pattern
		.compile("(nfs|cifs|smb|afs|afpfs|webdav|9p|fuse\\.sshfs).*");

	/** Where the driver unpacks its native library. */
	private static final String NATIVE_PROPERTY = "org.sqlite.tmpdir";

	private final Path root;

	private final String inProcessLock;

	private final FileChannel lockChannel;

	private final boolean temporary;

	private DataDirectory(Path root, boolean temporary, String inProcessLock, FileChannel lockChannel) {
		this.root = root;
		this.temporary = temporary;
		this.inProcessLock = inProcessLock;
		this.lockChannel = lockChannel;
	}

	static DataDirectory open(Path directory, boolean temporary) {
		Path root = create(directory);
		if (root.toString().indexOf('?') >= 0) {
			throw new StoreOpenException("The data directory " + root + " has a '?' in its path, which SQLite's driver"
					+ " takes for settings. Choose another directory.");
		}
		refuseNetworkFileSystem(root);
		String inProcessLock = "ai.memoturn.embedded.lock:" + root;
		// A process loses its lock as soon as any channel on the file is closed, so a
		// second attempt must not even open it. The property holds between class loaders.
		if (System.getProperties().putIfAbsent(inProcessLock, "") != null) {
			throw inUse(root, null);
		}
		try {
			return new DataDirectory(root, temporary, inProcessLock, lock(root)).prepare();
		}
		catch (RuntimeException ex) {
			System.getProperties().remove(inProcessLock);
			throw ex;
		}
	}

	private static Path create(Path directory) {
		try {
			Files.createDirectories(directory.toAbsolutePath(), ownerOnly(directory, "rwx------"));
			Path root = directory.toRealPath();
			if (!Files.isWritable(root)) {
				throw new StoreOpenException("The data directory " + root
						+ " is not writable. Make it writable for this process or choose another one.");
			}
			return root;
		}
		catch (FileAlreadyExistsException ex) {
			throw new StoreOpenException(
					"The data directory " + directory.toAbsolutePath() + " is a file. Choose another directory.", ex);
		}
		catch (IOException ex) {
			throw new StoreOpenException("The data directory " + directory.toAbsolutePath()
					+ " cannot be created. Create it, or choose one that this process may create.", ex);
		}
	}

	private static void refuseNetworkFileSystem(Path root) {
		try {
			refuseNetworkFileSystem(root, Files.getFileStore(root).type());
		}
		catch (IOException ex) {
			throw new StoreOpenException("The data directory " + root + " cannot be examined.", ex);
		}
	}

	static void refuseNetworkFileSystem(Path root, String type) {
		if (NETWORK_FILE_SYSTEM.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
			throw new StoreOpenException("The data directory " + root + " is on a network file system (" + type
					+ "), where SQLite's locks do not hold. Choose a local directory.");
		}
	}

	private static FileChannel lock(Path root) {
		FileChannel channel = null;
		try {
			channel = FileChannel.open(createFile(root.resolve("node.lock")), StandardOpenOption.WRITE);
			FileLock lock = channel.tryLock();
			if (lock == null) {
				channel.close();
				throw inUse(root, null);
			}
			return channel;
		}
		catch (OverlappingFileLockException ex) {
			// The channel stays open on purpose: closing it would drop the other's lock.
			throw inUse(root, ex);
		}
		catch (IOException ex) {
			throw new StoreOpenException(
					"The data directory " + root + " cannot be locked. Choose a local, writable directory.", ex);
		}
	}

	private static StoreOpenException inUse(Path root, @Nullable Throwable cause) {
		return new StoreOpenException("The data directory " + root + " is in use by another node. Stop that node,"
				+ " or give this one a directory of its own.", cause);
	}

	private DataDirectory prepare() {
		try {
			createDirectory(branches());
			createDirectory(history());
			prepareNativeDirectory(createDirectory(this.root.resolve("native")));
			return this;
		}
		catch (IOException ex) {
			close();
			throw new StoreOpenException("The data directory " + this.root
					+ " is not writable. Make it writable for this process or choose another one.", ex);
		}
	}

	/**
	 * Every killed process leaves its unpacked library behind. Where it lies in our own
	 * directory, which only the holder of the lock uses, it can be swept.
	 */
	private static void prepareNativeDirectory(Path directory) throws IOException {
		String configured = System.getProperty(NATIVE_PROPERTY);
		if (configured == null || !Files.isDirectory(Path.of(configured))) {
			System.setProperty(NATIVE_PROPERTY, directory.toString());
		}
		try (DirectoryStream<Path> leftOvers = Files.newDirectoryStream(directory, "sqlite-*")) {
			for (Path leftOver : leftOvers) {
				try {
					Files.deleteIfExists(leftOver);
				}
				catch (IOException ex) {
					// In use by this very process, where such files cannot be deleted.
					logger.debug("Left-over native library stays", ex);
				}
			}
		}
	}

	Path root() {
		return this.root;
	}

	/**
	 * Return the file of the catalogue, created with the owner's rights if missing.
	 */
	Path catalogue() throws IOException {
		return createFile(this.root.resolve("catalog.db"));
	}

	private Path branches() {
		return this.root.resolve("branches");
	}

	private Path history() {
		return this.root.resolve("history");
	}

	/**
	 * Return the path of a branch's file. Both parts must be of the form that the
	 * catalogue makes up, never text from outside.
	 */
	Path branchFile(BranchRow branch) {
		return branches().resolve(branchFileName(branch.entry(), branch.generation()));
	}

	static String branchFileName(BranchEntry branch, int generation) {
		return checked(branch.database().uuid()) + "_" + checked(branch.fileId())
				+ ((generation > 1) ? "-" + generation : "") + ".db";
	}

	/**
	 * Make up the name of a file of a database's history.
	 */
	static String newSegmentFileName(BranchEntry branch) {
		return checked(branch.database().uuid()) + "_" + UUID.randomUUID() + ".history";
	}

	Path segmentFile(String name) {
		if (!SEGMENT_FILE.matcher(name).matches()) {
			throw new IllegalArgumentException("Not the name of a file of a history");
		}
		return history().resolve(name);
	}

	/**
	 * Delete a file of a branch or of a history, and its companions, as far as they are
	 * there. Every connection to it must be closed.
	 * @param name what {@link #branchFileName} or {@link #newSegmentFileName} returned
	 * once
	 */
	void deleteFile(String name) throws IOException {
		if (BRANCH_FILE.matcher(name).matches()) {
			for (String suffix : List.of("-wal", "-shm", "-journal", "")) {
				Files.deleteIfExists(branches().resolve(name + suffix));
			}
		}
		else {
			Files.deleteIfExists(segmentFile(name));
		}
	}

	/**
	 * List the files of a database, whether or not it is there any more.
	 * @param uuid its id
	 * @return their names, with those of companions
	 */
	List<String> files(String uuid) throws IOException {
		List<String> names = new ArrayList<>();
		for (Path path : List.of(branches(), history())) {
			try (DirectoryStream<Path> files = Files.newDirectoryStream(path, checked(uuid) + "_*")) {
				files.forEach((file) -> names.add(String.valueOf(file.getFileName())));
			}
			catch (DirectoryIteratorException ex) {
				throw ex.getCause();
			}
		}
		return names;
	}

	/**
	 * Return the name of the file that a companion belongs to, or the name itself.
	 */
	static String withoutCompanion(String name) {
		return name.replaceFirst("-(wal|shm|journal)$", "");
	}

	/**
	 * Return whether nobody wants the data any more once the process has ended.
	 */
	boolean isTemporary() {
		return this.temporary;
	}

	/**
	 * Bring the creation and deletion of files to stable storage, where the system has a
	 * way to ask for it and somebody might miss them.
	 */
	void syncDirectories() {
		if (this.temporary) {
			return;
		}
		for (Path path : List.of(branches(), history())) {
			try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
				directory.force(true);
			}
			catch (IOException ex) {
				logger.debug("This system does not flush directories", ex);
			}
		}
	}

	/**
	 * Return what a file is to be known by.
	 * @return the stamp, or {@code null} if there is no such file or its log holds
	 * something
	 */
	static @Nullable FileStamp stamp(Path file) throws IOException {
		Path log = file.resolveSibling(file.getFileName() + "-wal");
		if (!Files.exists(file) || (Files.exists(log) && Files.size(log) > 0)) {
			return null;
		}
		BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
		return new FileStamp(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
	}

	private static String checked(String id) {
		if (!FILE_ID.matcher(id).matches()) {
			throw new IllegalArgumentException("Not a file id");
		}
		return id;
	}

	static boolean exists(Path file) {
		return Files.exists(file);
	}

	/**
	 * Create a file with the owner's rights before SQLite opens it, which then gives its
	 * companions the same.
	 */
	static Path createFile(Path file) throws IOException {
		try {
			return Files.createFile(file, ownerOnly(file, "rw-------"));
		}
		catch (FileAlreadyExistsException ex) {
			return file;
		}
	}

	private static Path createDirectory(Path directory) throws IOException {
		if (!Files.isDirectory(directory)) {
			Files.createDirectory(directory, ownerOnly(directory, "rwx------"));
		}
		return directory;
	}

	private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
		if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		return new FileAttribute<?>[] {
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) };
	}

	@Override
	public void close() {
		try {
			this.lockChannel.close();
		}
		catch (IOException ex) {
			logger.warn("The lock file of the data directory could not be closed", ex);
		}
		finally {
			System.getProperties().remove(this.inProcessLock);
		}
		if (this.temporary) {
			delete();
		}
	}

	private void delete() {
		try {
			Files.walkFileTree(this.root, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					Files.delete(file);
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
						throws IOException {
					if (failure != null) {
						throw failure;
					}
					Files.delete(visited);
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			logger.warn("The temporary data in {} could not be deleted", this.root, ex);
		}
	}

}
