package ai.memoturn.embedded.store.history;

import java.util.zip.CRC32C;

/**
 * The hash of a whole database file that follows from those of its pages: combining them
 * by exclusive or lets one page be replaced without reading the others. It tells damage
 * and foreign changes, not malice.
 */
public final class StateHash {

	private StateHash() {
	}

	/**
	 * Return what a page contributes.
	 * @param number the page's number, from 1
	 * @param page its bytes
	 * @param offset where they begin
	 * @param length how many they are
	 * @return the contribution
	 */
	public static long of(int number, byte[] page, int offset, int length) {
		CRC32C crc = new CRC32C();
		crc.update(page, offset, length);
		// The finalizer of splitmix64: neighbouring inputs end far apart.
		long z = ((long) number << 32 | crc.getValue()) + 0x9e3779b97f4a7c15L;
		z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
		z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
		return z ^ z >>> 31;
	}

	static long of(int number, byte[] page) {
		return of(number, page, 0, page.length);
	}

}
