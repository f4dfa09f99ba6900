package ai.memoturn.client.transfer;

import java.util.List;

/**
 * Some lines of a file, at least one.
 *
 * @param lines the lines without their ends
 * @param firstLine the number of the first, from 1
 */
record LinePage(List<String> lines, long firstLine) {

	long next() {
		return this.firstLine + this.lines.size();
	}

}
