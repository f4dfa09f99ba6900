package ai.memoturn.embedded;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.memory.ExportedPage;
import ai.memoturn.embedded.memory.ImportedLines;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.memory.ProfileTransfer;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOpenException;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.transcript.TranscriptService;

/**
 * The program's commands {@code export} and {@code import}: one branch of a profile to
 * and from a file, in a data directory that no node uses meanwhile.
 */
final class TransferCommands {

	static final String USAGE = "export NAMESPACE/PROFILE[@BRANCH] FILE, or import NAMESPACE/PROFILE[@BRANCH] FILE";

	private final Path directory;

	private final StoreOptions options;

	private final boolean terminal;

	TransferCommands(Path directory, boolean terminal) {
		this.directory = directory;
		// Nobody waits behind an import, however long it takes.
		this.options = StoreOptions.defaults().withDurable(true).withWaitLimit(Duration.ofDays(1));
		this.terminal = terminal;
	}

	/**
	 * Return whether the arguments are one of the commands, well-formed or not.
	 */
	static boolean know(List<String> arguments) {
		return !arguments.isEmpty() && (arguments.get(0).equals("export") || arguments.get(0).equals("import"));
	}

	/**
	 * Run a command.
	 * @param arguments the command, the profile and the file
	 * @return what was done, in one line
	 * @throws ProgramOptions.BadOptionException if it cannot be done; then nothing was
	 */
	String run(List<String> arguments) {
		if (arguments.size() != 3) {
			throw refusal("write " + USAGE);
		}
		ProfileAddress address = address(arguments.get(1));
		Path file = path(arguments.get(2));
		boolean exports = arguments.get(0).equals("export");
		if (exports == Files.exists(file)) {
			throw refusal(file + (exports ? " exists already; name a file that does not" : " does not exist"));
		}
		if (exports && !Files.isDirectory(this.directory)) {
			throw refusal("there is no data in " + this.directory.toAbsolutePath() + "; set MEMOTURN_DATA_DIR");
		}
		try (NodeStore store = NodeStore.open(this.directory, this.options)) {
			return exports ? exportTo(store, address, file) : importFrom(store, address, file);
		}
		catch (StoreOpenException ex) {
			throw refusal("MEMOTURN_DATA_DIR: " + ex.getMessage()
					+ " (stop the node first, or export and import through it with the client)");
		}
		catch (Fault ex) {
			throw refusal(arguments.get(1) + ": " + ex.getMessage() + "; nothing was changed");
		}
		catch (IOException | UncheckedIOException ex) {
			throw refusal(file + " cannot be " + (exports ? "written" : "read") + ": " + ex.getMessage());
		}
	}

	private static ProfileAddress address(String text) {
		int slash = text.indexOf('/');
		int at = text.indexOf('@', slash);
		if (slash < 0) {
			throw refusal("'" + text + "' is no profile; write " + USAGE);
		}
		return new ProfileAddress(text.substring(0, slash), text.substring(slash + 1, (at > 0) ? at : text.length()),
				(at > 0) ? text.substring(at + 1) : "main");
	}

	private static Path path(String text) {
		try {
			return Path.of(text);
		}
		catch (InvalidPathException ex) {
			throw refusal("'" + text + "' is no path: " + ex.getReason());
		}
	}

	private static ProgramOptions.BadOptionException refusal(String message) {
		return new ProgramOptions.BadOptionException(message);
	}

	private static ProfileTransfer transfer(NodeStore store) {
		Clock clock = Clock.systemUTC();
		return new MemoryService(store, new TranscriptService(store, new DatabaseService(store, clock), clock), clock)
			.transfer();
	}

	/**
	 * Nothing else uses the directory, so that all pages are of one state.
	 */
	private String exportTo(NodeStore store, ProfileAddress address, Path file) throws IOException {
		ProfileTransfer transfer = transfer(store);
		long total = transfer.size(address);
		long memories = 0;
		long sessions = 0;
		Path part = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".part");
		try (ProgressBar bar = new ProgressBar(System.err, this.terminal, "Exporting", total, System::nanoTime)) {
			try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(
					Files.newOutputStream(part, StandardOpenOption.WRITE), StandardCharsets.UTF_8))) {
				ExportedPage page = null;
				do {
					page = transfer.export(address, (page != null) ? page.next() : null);
					for (String line : page.lines()) {
						out.write(line);
						out.write('\n');
					}
					memories += page.memories();
					sessions += page.sessions();
					bar.show(memories + sessions);
				}
				while (page.next() != null);
			}
			Files.move(part, file);
			bar.complete();
		}
		catch (FileAlreadyExistsException ex) {
			throw refusal(file + " has come into existence meanwhile; nothing was written");
		}
		finally {
			Files.deleteIfExists(part);
		}
		return "Exported " + memories + " memories and " + sessions + " sessions to " + file;
	}

	/**
	 * In one transaction, so that not even the end of the process leaves half a profile.
	 */
	private String importFrom(NodeStore store, ProfileAddress address, Path file) throws IOException {
		ProfileTransfer transfer = transfer(store);
		boolean known = store.database(address.databaseName()) != null;
		long size = Files.size(file);
		List<LineFile> open = new ArrayList<>();
		try (ProgressBar bar = new ProgressBar(System.err, this.terminal, "Importing", 3 * size, System::nanoTime)) {
			// Checked, checked once more on the way in, stored.
			LongConsumer progress = (read) -> bar.show(Math.max(0, open.size() - 1) * size + read);
			requireComplete(transfer, lines(file, open, progress));
			ImportedLines imported = transfer.importLines(address, lines(file, open, progress), 1, 0, true, () -> {
			});
			bar.complete();
			return "Imported " + imported.memories() + " memories and " + imported.sessions() + " sessions from "
					+ file;
		}
		catch (Fault ex) {
			if (!known && store.database(address.databaseName()) != null) {
				store.deleteDatabase(address.databaseName(), System.currentTimeMillis());
			}
			throw ex;
		}
		finally {
			for (LineFile lines : open) {
				lines.close();
			}
		}
	}

	private static void requireComplete(ProfileTransfer transfer, Iterable<String> lines) {
		if (!transfer.check(lines, 1).complete()) {
			throw refusal("the file lacks its last line, which begins with {\"end\": it is cut off; "
					+ "nothing was changed");
		}
	}

	private static Iterable<String> lines(Path file, List<LineFile> open, LongConsumer progress) {
		return () -> {
			try {
				LineFile lines = new LineFile(file, progress);
				open.add(lines);
				return lines;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

}
