package ai.memoturn.client.transfer;

import java.nio.file.Path;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Transport;

/**
 * Export and import that wait. Not API: applications use the methods of
 * {@code MemoryProfile}.
 */
public final class BlockingTransfer {

	private final Transport transport;

	private final TransferOperations operations;

	/**
	 * Create a transfer.
	 * @param transport sends the calls
	 * @param operations the calls on one branch of a profile
	 */
	public BlockingTransfer(Transport transport, TransferOperations operations) {
		this.transport = transport;
		this.operations = operations;
	}

	/**
	 * Write the branch into a file.
	 * @param file the file, which must not exist
	 * @return what was written
	 */
	public TransferSummary exportTo(Path file) {
		LineWriter.requireAbsent(file);
		TransferOperations fork = this.operations.onFork();
		this.transport.call(this.operations.fork(fork));
		try (LineWriter out = LineWriter.create(file)) {
			TransferOperations.ExportAnswer page = null;
			do {
				page = this.transport.call(fork.export((page != null) ? page.next() : null));
				out.write(page);
			}
			while (page.next() != null);
			return out.complete();
		}
		finally {
			delete(fork);
		}
	}

	private void delete(TransferOperations fork) {
		try {
			this.transport.call(this.operations.deleteFork(fork));
		}
		catch (MemoturnException ex) {
			// Its time to live ends it; what the export itself came to counts.
		}
	}

	/**
	 * Store what a file holds in the branch, after a check of all of it.
	 * @param file the file
	 * @return what was stored
	 */
	public TransferSummary importFrom(Path file) {
		check(Checks.notNull("file", file));
		try (LineReader in = LineReader.open(file)) {
			LinePage header = in.next();
			if (header == null) {
				throw LineReader.bad(1, "is missing: the file was changed during the import");
			}
			TransferOperations.ImportAnswer begun = this.transport.call(this.operations.importLines(header, 0));
			try {
				return rest(in).summary();
			}
			catch (RuntimeException ex) {
				undo(begun.txid(), ex);
				throw ex;
			}
		}
	}

	private void check(Path file) {
		try (LineReader in = LineReader.open(file)) {
			ImportProgress progress = ImportProgress.NONE;
			long lastLine = 0;
			for (LinePage page = in.next(); page != null; page = in.next()) {
				progress = progress.plus(this.transport.call(this.operations.check(progress.checked(page))));
				lastLine = page.next() - 1;
			}
			progress.requireComplete(lastLine);
		}
	}

	private ImportProgress rest(LineReader in) {
		ImportProgress progress = ImportProgress.NONE;
		for (LinePage page = in.next(); page != null; page = in.next()) {
			progress = progress
				.plus(this.transport.call(this.operations.importLines(progress.checked(page), progress.stored())));
		}
		return progress;
	}

	private void undo(long txid, RuntimeException failure) {
		try {
			this.transport.call(this.operations.rewind(txid));
		}
		catch (MemoturnException ex) {
			failure.addSuppressed(ex);
		}
	}

}
