package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Replaces files of a branch's history, such that a crash leaves the former or the new
 * ones.
 */
final class SegmentFiles {

	private final BranchContext context;

	SegmentFiles(BranchContext context) {
		this.context = context;
	}

	/**
	 * Make a file that is to replace others.
	 * @param writer writes it, to stable storage
	 * @return the file, which belongs to nothing until {@link #replace}
	 */
	Written write(BranchEntry branch, Writer writer) throws SQLException, IOException {
		DataDirectory directory = this.context.directory();
		String name = DataDirectory.newSegmentFileName(branch);
		this.context.catalogue().announce(List.of(name));
		this.context.step().run();
		boolean done = false;
		try {
			long bytes = writer.write(DataDirectory.createFile(directory.segmentFile(name)));
			directory.syncDirectories();
			this.context.step().run();
			done = true;
			return new Written(name, bytes);
		}
		finally {
			if (!done) {
				delete(List.of(name));
			}
		}
	}

	/**
	 * Put one file in the place of others, or none, and delete those.
	 */
	void replace(BranchEntry branch, List<SegmentEntry> former, @Nullable SegmentEntry replacement)
			throws SQLException {
		List<String> files = this.context.catalogue().segmentsReplaced(branch, former, replacement);
		this.context.step().run();
		delete(files);
	}

	private void delete(List<String> files) {
		BranchHistory.delete(this.context.directory(), this.context.catalogue(), files, this.context.step());
	}

	/**
	 * A file that was written.
	 *
	 * @param file its name
	 * @param bytes how long it is
	 */
	record Written(String file, long bytes) {
	}

	/**
	 * Writes a file.
	 */
	@FunctionalInterface
	interface Writer {

		/**
		 * Write to an empty file.
		 * @return how long it is then
		 */
		long write(Path target) throws IOException;

	}

}
