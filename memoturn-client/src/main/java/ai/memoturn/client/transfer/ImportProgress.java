package ai.memoturn.client.transfer;

/**
 * How far an import has come, the same for both faces.
 *
 * @param summary what was imported so far
 * @param stored what the node says that the branch holds
 * @param complete whether the profile has ended
 */
record ImportProgress(TransferSummary summary, long stored, boolean complete) {

	static final ImportProgress NONE = new ImportProgress(new TransferSummary(0, 0), 0, false);

	ImportProgress plus(TransferOperations.ImportAnswer answer) {
		return new ImportProgress(this.summary.plus(answer.memories(), answer.sessions()), answer.stored(),
				answer.complete());
	}

	/**
	 * Refuse lines behind the end.
	 * @param page the next lines
	 * @return the lines
	 */
	LinePage checked(LinePage page) {
		if (this.complete) {
			throw LineReader.bad(page.firstLine(), "comes after the end of the profile");
		}
		return page;
	}

	/**
	 * Refuse a file without an end.
	 * @param lastLine the number of its last line, 0 if it has none
	 */
	void requireComplete(long lastLine) {
		if (!this.complete) {
			throw LineReader.bad(lastLine + 1,
					"is missing: the last line of an export begins with {\"end\", so this file is cut off");
		}
	}

}
